/* SPDX-License-Identifier: ISC */
/* ICMP echo; see echo.h. */
#include "echo.h"

#include "base/reader.h"
#include "base/writer.h"
#include "frame.h"

#define ICMP_ECHO_REPLY       0
#define ICMP_ECHO             8
#define ICMP_CHECKSUM_AT      2
#define IPV4_HEADER_LEN_WORDS 0x0f
#define IPV4_WORD_LEN         4

void
dhcp_echo_build(uint32_t mark, uint8_t out[DHCP_ECHO_LEN])
{
	struct bw_writer w;

	bw_writer_init(&w, out, DHCP_ECHO_LEN);
	bw_writer_u8(&w, ICMP_ECHO);
	bw_writer_u8(&w, 0);     /* code */
	bw_writer_u16(&w, 0);    /* checksum */
	bw_writer_u32(&w, mark); /* identifier and sequence number */
	BW_ASSERT(bw_writer_end(&w) == 0 && w.len == DHCP_ECHO_LEN);
	bw_writer_patch_u16(
	    &w, ICMP_CHECKSUM_AT, dhcp_frame_checksum(out, DHCP_ECHO_LEN));
}

bool
dhcp_echo_is_reply(const uint8_t *bytes, size_t len, uint32_t mark)
{
	struct bw_reader r;
	size_t header_len;
	bool ours;

	bw_reader_init(&r, bytes, len);
	header_len =
	    (size_t)(bw_reader_u8(&r) & IPV4_HEADER_LEN_WORDS) * IPV4_WORD_LEN;
	(void)bw_reader_take(&r, header_len > 0 ? header_len - 1 : len);
	ours = bw_reader_u8(&r) == ICMP_ECHO_REPLY;
	(void)bw_reader_u8(&r);  /* code */
	(void)bw_reader_u16(&r); /* checksum */
	ours = bw_reader_u32(&r) == mark && ours;
	return bw_reader_check(&r) == 0 && ours;
}
