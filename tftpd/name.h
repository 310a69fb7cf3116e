/* SPDX-License-Identifier: ISC */
/*
 * The name in a request, as clients write it, to one relative to the root.
 * Whether it stays inside the root is not judged here: the kernel does, when
 * the file is opened beneath it.  Pure.
 */
#ifndef TFTPD_NAME_H
#define TFTPD_NAME_H

#include "base/base.h"

/*
 * Make backslashes slashes and drop the leading ones.  Some PXE ROMs take
 * DHCP's option 67 for a C string and append the byte that follows it, 0xff as
 * a rule; so one last byte over 0x7f is dropped, unless it ends a well-formed
 * UTF-8 character.
 *
 *   name       as asked
 *   out, size  written only on success; may be ""
 *   out_cut    was a byte dropped?
 *   returns    0
 *              -EMSGSIZE  does not fit
 */
int
tftp_name_normalise(const char *name, char *out, size_t size, bool *out_cut);

/*
 * Is it a name to write by?  A plain one: no directories, no hidden files, no
 * control characters.
 *
 *   name       normalised
 *   out, size  written only on success
 *   returns    0
 *              -EACCES    it is not
 *              -EMSGSIZE  does not fit
 */
int tftp_name_for_upload(const char *name, char *out, size_t size);

#endif
