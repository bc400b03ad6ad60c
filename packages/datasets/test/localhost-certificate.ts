/** A key and a certificate of `localhost`, signed by itself and valid for a hundred years: for servers of tests, and no secret. */
export const LOCALHOST: { readonly key: string; readonly cert: string } = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgE1DS/Q382lZoi1Et
24ny3TaII/Sgo26p2S9e9JVmxFehRANCAAQyNDr8bT2wXlhxXwMe/JncG39XvYvw
IvJaBydvyMqqeqc6rqaXWO0DhBsu9WsgALCE4GE8fALSBXCIxZabPLdi
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBnDCCAUGgAwIBAgIUTUPESsS3UeI0PVkpmiWfSDlORx0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNTA4MTMyOFoYDzIxMjYxMTAx
MDgxMzI4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQyNDr8bT2wXlhxXwMe/JncG39XvYvwIvJaBydvyMqqeqc6rqaXWO0D
hBsu9WsgALCE4GE8fALSBXCIxZabPLdio28wbTAdBgNVHQ4EFgQU3Q/prVENODjm
C9iF9OLd0W8nBo0wHwYDVR0jBBgwFoAU3Q/prVENODjmC9iF9OLd0W8nBo0wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSQAwRgIhAIi7H5GbT27ck9/OusaqtUsqnwamtV4zBsAl3f9EmNoRAiEA
wCnNCvM90Zln5+DqxZLaGU3auREEtQVMizW3TdhuuhU=
-----END CERTIFICATE-----
`,
};
