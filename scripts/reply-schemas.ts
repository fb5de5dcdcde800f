/** JSON Schemas of the API's answers, made from the exported TypeScript types. Of types that zod infers, the compiler is asked what they come to. */
import {
  ArrayType,
  type BaseType,
  BooleanType,
  type CompletedConfig,
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  LiteralType,
  NumberType,
  ObjectProperty,
  ObjectType,
  type Schema,
  SchemaGenerator,
  StringType,
  type SubNodeParser,
  ts,
  UndefinedType,
  UnionType,
  UnknownType,
} from "ts-json-schema-generator";

/** By name of the type; what they refer to is among them. References begin with `#/definitions/`. */
export type Definitions = NonNullable<Schema["definitions"]>;

/** `path`: a glob of the files that export the types. */
export function replySchemas(path: string, tsconfig: string, names: readonly string[]): Definitions {
  const config: CompletedConfig = {
    ...DEFAULT_CONFIG,
    ...{ path, tsconfig, expose: "export", jsDoc: "extended", topRef: true, encodeRefs: false },
    // The compiler in use is newer than the one that reads types here; types are checked by `npm run types`.
    ...{ skipTypeCheck: true, additionalProperties: true, sortProps: false },
  };
  const program = createProgram(config);
  const parser = createParser(program, config, (chain) => void chain.addNodeParser(inferred(program.getTypeChecker())));
  const generator = new SchemaGenerator(program, parser, createFormatter(config), config);
  return Object.assign({}, ...names.map((name) => generator.createSchema(name).definitions));
}

/** `z.infer<typeof schema>`: a type that only the compiler can work out. */
function inferred(checker: ts.TypeChecker): SubNodeParser {
  return {
    supportsNode: (node) => ts.isTypeReferenceNode(node) && node.typeName.getText() === "z.infer",
    createType: (node) => typeOf(checker.getTypeFromTypeNode(node as ts.TypeNode), checker),
  };
}

function typeOf(type: ts.Type, checker: ts.TypeChecker): BaseType {
  if (type.isStringLiteral() || type.isNumberLiteral()) return new LiteralType(type.value);
  if (type.flags & ts.TypeFlags.String) return new StringType();
  if (type.flags & ts.TypeFlags.Number) return new NumberType();
  if (type.flags & ts.TypeFlags.Boolean) return new BooleanType();
  if (type.flags & ts.TypeFlags.BooleanLiteral) return new LiteralType(checker.typeToString(type) === "true");
  if (type.flags & ts.TypeFlags.Undefined) return new UndefinedType();
  if (type.isUnion()) return new UnionType(type.types.map((each) => typeOf(each, checker)));
  if (type.flags & ts.TypeFlags.Object) return objectOf(type, checker);
  return new UnknownType(false);
}

function objectOf(type: ts.Type, checker: ts.TypeChecker): BaseType {
  const [element] = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference) : [];
  if (element !== undefined) return new ArrayType(typeOf(element, checker));
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  const properties = checker.getPropertiesOfType(type).map((property) => {
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    const own = checker.getTypeOfSymbol(property);
    return new ObjectProperty(property.getName(), typeOf(isOptional ? checker.getNonNullableType(own) : own, checker), !isOptional);
  });
  return new ObjectType(checker.typeToString(type), [], properties, index === undefined ? true : typeOf(index.type, checker));
}
