/* SPDX-License-Identifier: ISC */
/*
 * The sections whose keys are names of the operator's own: [bootfile],
 * [static_dhcp], [mac], [uuid], [buggy_clients], [filters]; and the items of
 * the named sections [subnet NAME], [class NAME], [host NAME],
 * [root NAME] and [export NAME].
 */
#ifndef BW_CONF_ROWS_H
#define BW_CONF_ROWS_H

#include "conf/schema.h"

/* Rows of one section, items of one kind; a bound for a mistaken file. */
#define BW_CONF_ROWS_MAX 16384

int bw_conf_bootfile_put(struct bw_conf_put *put);
void
bw_conf_bootfile_write(const struct bw_conf *conf, struct bw_conf_out *out);
int bw_conf_filters_put(struct bw_conf_put *put);
void bw_conf_filters_write(const struct bw_conf *conf, struct bw_conf_out *out);
int bw_conf_resolved_put(struct bw_conf_put *put);
void
bw_conf_resolved_write(const struct bw_conf *conf, struct bw_conf_out *out);
int bw_conf_static_put(struct bw_conf_put *put);
void bw_conf_static_write(const struct bw_conf *conf, struct bw_conf_out *out);

/* Access rows (match.c). */
int bw_conf_mac_put(struct bw_conf_put *put);
void bw_conf_mac_write(const struct bw_conf *conf, struct bw_conf_out *out);
int bw_conf_uuid_put(struct bw_conf_put *put);
void bw_conf_uuid_write(const struct bw_conf *conf, struct bw_conf_out *out);
int bw_conf_buggy_put(struct bw_conf_put *put);
void bw_conf_buggy_write(const struct bw_conf *conf, struct bw_conf_out *out);

/* Say why the key is not a MAC address; returns -EBADMSG. */
int bw_conf_mac_refuse(struct bw_conf_put *put);

/* Is this the name, or the number in five digits, of an architecture? */
bool bw_conf_is_arch(const char *name);

/* Six bytes with '-', ':' or nothing between; 0 or -EBADMSG. */
int bw_conf_mac_parse(const char *text, uint8_t out[BW_MAC_LEN]);

void *bw_conf_subnet_item(struct bw_conf *conf, const char *name);
const void *
bw_conf_subnet_nth(const struct bw_conf *conf, size_t i, const char **out_name);
struct bw_conf_options *bw_conf_subnet_options(void *subnet);
void *bw_conf_class_item(struct bw_conf *conf, const char *name);
const void *
bw_conf_class_nth(const struct bw_conf *conf, size_t i, const char **out_name);
struct bw_conf_options *bw_conf_class_options(void *class_item);
struct bw_conf_options *bw_conf_host_options(void *host);
struct bw_conf_options *bw_conf_bootpd_options(void *conf);
void *bw_conf_host_item(struct bw_conf *conf, const char *name);
const void *
bw_conf_host_nth(const struct bw_conf *conf, size_t i, const char **out_name);
void *bw_conf_menu_item(struct bw_conf *conf, const char *name);
const void *
bw_conf_menu_nth(const struct bw_conf *conf, size_t i, const char **out_name);
void *bw_conf_export_item(struct bw_conf *conf, const char *name);
const void *
bw_conf_export_nth(const struct bw_conf *conf, size_t i, const char **out_name);

void *bw_conf_root_item(struct bw_conf *conf, const char *name);
const void *
bw_conf_root_nth(const struct bw_conf *conf, size_t i, const char **out_name);

#endif
