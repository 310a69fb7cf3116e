/* SPDX-License-Identifier: ISC */
/* Media types by the end of a file's name.  Pure. */
#ifndef HTTPD_MIME_H
#define HTTPD_MIME_H

/* "application/octet-stream" for what is not known; static. */
const char *http_mime_str(const char *path);

#endif
