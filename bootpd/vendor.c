/* SPDX-License-Identifier: ISC */
/* Option 43 for PXE clients; see vendor.h. */
#include "vendor.h"

#include <errno.h>
#include <string.h>

#include "base/writer.h"

/* A sub-option whose length is known when it has been written. */
static size_t
begin(struct bw_writer *w, enum pxe_option code)
{
	bw_writer_u8(w, (uint8_t)code);
	bw_writer_u8(w, 0);
	return w->len;
}

static void
end(struct bw_writer *w, size_t at)
{
	if (w->len - at > UINT8_MAX) {
		w->bad = true;
	}
	bw_writer_patch_u8(w, at - 1, (uint8_t)(w->len - at));
}

static void
put_servers(struct bw_writer *w, const struct dhcp_vendor *vendor)
{
	size_t at = begin(w, PXE_OPTION_BOOT_SERVERS);

	for (size_t i = 0; i < vendor->n_items; i++) {
		const struct dhcp_menu_item *item = &vendor->items[i];

		if (item->type != PXE_TYPE_LOCAL) {
			bw_writer_u16(w, item->type);
			bw_writer_u8(w, 1); /* address */
			bw_writer_u32(w, item->server);
		}
	}
	end(w, at);
}

static void
put_menu_item(struct bw_writer *w, uint16_t type, const char *text)
{
	size_t len = strlen(text);

	if (len > UINT8_MAX) {
		w->bad = true;
		return;
	}
	bw_writer_u16(w, type);
	bw_writer_u8(w, (uint8_t)len);
	bw_writer_text(w, text);
}

static void
put_menu(struct bw_writer *w, const struct dhcp_vendor *vendor)
{
	size_t at = begin(w, PXE_OPTION_BOOT_MENU);

	for (size_t i = 0; i < vendor->n_items; i++) {
		put_menu_item(w, vendor->items[i].type, vendor->items[i].text);
	}
	end(w, at);
}

static void
put_prompt(struct bw_writer *w, uint8_t timeout_s, const char *text)
{
	size_t at = begin(w, PXE_OPTION_MENU_PROMPT);

	bw_writer_u8(w, timeout_s);
	bw_writer_text(w, text);
	end(w, at);
}

/*
 * Its ROM goes on only if it finds these words in the menu; the boot files it
 * asks for have fixed names.
 */
static void
put_raspberry_pi(struct bw_writer *w)
{
	size_t at;

	put_prompt(w, 0, "PXE");
	at = begin(w, PXE_OPTION_BOOT_MENU);
	put_menu_item(w, PXE_TYPE_LOCAL, "Raspberry Pi Boot");
	end(w, at);
}

static void
put_all(struct bw_writer *w, const struct dhcp_vendor *vendor)
{
	size_t at;

	if (vendor->has_control) {
		at = begin(w, PXE_OPTION_DISCOVERY_CONTROL);
		bw_writer_u8(w, vendor->control);
		end(w, at);
	}
	if (vendor->group != 0) {
		at = begin(w, PXE_OPTION_DISCOVERY_GROUP);
		bw_writer_u32(w, vendor->group);
		end(w, at);
	}
	if (vendor->n_items > 0) {
		put_servers(w, vendor);
		put_menu(w, vendor);
		put_prompt(w, vendor->timeout_s, vendor->prompt);
	}
	if (vendor->raspberry_pi) {
		put_raspberry_pi(w);
	}
	if (vendor->boot_item.len > 0) {
		at = begin(w, PXE_OPTION_BOOT_ITEM);
		bw_writer_bytes(w, vendor->boot_item.at, vendor->boot_item.len);
		end(w, at);
	}
}

int
dhcp_vendor_build(
    const struct dhcp_vendor *vendor, uint8_t out[DHCP_VENDOR_MAX])
{
	struct bw_writer w;

	bw_writer_init(&w, out, DHCP_VENDOR_MAX);
	put_all(&w, vendor);
	if (w.len == 0 && !w.bad) {
		return 0;
	}
	bw_writer_u8(&w, PXE_OPTION_END);
	return bw_writer_end(&w) == 0 ? (int)w.len : -EMSGSIZE;
}
