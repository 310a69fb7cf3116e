/* SPDX-License-Identifier: ISC */
/* Names in requests; see name.h.  Pure. */
#include "name.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"

#define UTF8_TAIL_MAX 3 /* continuation bytes of one character; RFC 3629 3 */

static bool
is_slash(char c)
{
	return c == '/' || c == '\\';
}

/* Bytes of the character that this byte begins; 0 when it begins none. */
static size_t
utf8_len(uint8_t lead)
{
	if (lead >= 0xc2 && lead <= 0xdf) {
		return 2;
	}
	if (lead >= 0xe0 && lead <= 0xef) {
		return 3;
	}
	return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

static bool
ends_in_stray_byte(const char *name, size_t len)
{
	size_t tail = 0;

	if (len == 0 || (uint8_t)name[len - 1] < 0x80) {
		return false;
	}
	while (tail < UTF8_TAIL_MAX && tail < len &&
	       ((uint8_t)name[len - 1 - tail] & 0xc0) == 0x80) {
		tail++;
	}
	return tail == 0 || tail == len ||
	       utf8_len((uint8_t)name[len - 1 - tail]) != tail + 1;
}

int
tftp_name_normalise(const char *name, char *out, size_t size, bool *out_cut)
{
	size_t len;
	bool cut;

	while (is_slash(*name)) {
		name++;
	}
	len = strlen(name);
	cut = ends_in_stray_byte(name, len);
	if (cut) {
		len--;
	}
	if (len >= size) {
		return -EMSGSIZE;
	}
	for (size_t i = 0; i < len; i++) {
		out[i] = is_slash(name[i]) ? '/' : name[i];
	}
	out[len] = '\0';
	*out_cut = cut;
	return 0;
}

int
tftp_name_for_upload(const char *name, char *out, size_t size)
{
	size_t len = strlen(name);

	if (len == 0 || name[0] == '.') {
		return -EACCES;
	}
	for (size_t i = 0; i < len; i++) {
		if (name[i] == '/' || (uint8_t)name[i] < ' ' ||
		    name[i] == 0x7f) {
			return -EACCES;
		}
	}
	return bw_text_copy(out, size, name);
}
