/** 로그인 페이지의 말. */
export const login = {
  "login.title": "로그인",
  "login.closed": "Flipwatch의 내용은 로그인한 사람만 볼 수 있습니다.",
  "login.oidc": "조직 계정으로 로그인",
  "login.link":
    "전달받은 링크를 여십시오. 링크가 만료되었다면 Flipwatch 운영 담당자에게 새 링크를 요청하십시오. 새 링크는 {command} 명령으로 만듭니다.",
  "login.none": "Flipwatch 운영 담당자에게 접근 권한을 요청하십시오.",
} as const;
