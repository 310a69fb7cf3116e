/* SPDX-License-Identifier: ISC */
/* Accept-Encoding; see coding.h.  Pure. */
#include "coding.h"

#define WEIGHT_MAX 1000 /* thousandths: three digits are all there may be */

/*
 * "q=0.5", RFC 9110 12.4.2, or nothing, which is 1.
 *
 *   returns   thousandths; 0 when it is malformed
 */
static unsigned
weight_of(struct http_text text)
{
	unsigned weight, unit = WEIGHT_MAX;

	text = http_text_trim(text);
	if (text.len == 0) {
		return WEIGHT_MAX;
	}
	if (!http_text_skip(&text, "q=") || text.len == 0 || text.len > 5 ||
	    (text.at[0] != '0' && text.at[0] != '1') ||
	    (text.len > 1 && text.at[1] != '.')) {
		return 0;
	}
	weight = (unsigned)(text.at[0] - '0') * WEIGHT_MAX;
	for (size_t i = 2; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9') {
			return 0;
		}
		unit /= 10;
		weight += (unsigned)(text.at[i] - '0') * unit;
	}
	return weight <= WEIGHT_MAX ? weight : 0;
}

bool
http_coding_wants_gzip(struct http_text value)
{
	unsigned gzip = 0, identity = 0, any = 0;
	bool named = false;

	while (value.len > 0) {
		struct http_text element = http_text_take(&value, ',');
		struct http_text coding =
		    http_text_trim(http_text_take(&element, ';'));
		unsigned weight = weight_of(element);

		if (http_text_is(coding, "gzip") ||
		    http_text_is(coding, "x-gzip")) {
			named = true;
			gzip = weight;
		} else if (http_text_is(coding, "identity")) {
			identity = weight;
		} else if (http_text_is(coding, "*")) {
			any = weight;
		}
	}
	gzip = named ? gzip : any;
	return gzip > 0 && gzip >= identity;
}
