/* SPDX-License-Identifier: ISC */
/* For msg.c only: the fields of the structs of ctl.h, in order.  Pure. */
#ifndef BW_IPC_CTL_FIELDS_H
#define BW_IPC_CTL_FIELDS_H

#include "ipc/codec.h"
#include "ipc/ctl.h"

void bw_ctl_explain_fields(struct bw_codec *c, struct bw_ctl_explain *m);
void bw_ctl_explained_fields(struct bw_codec *c, struct bw_ctl_explained *m);
void bw_ctl_suspension_fields(struct bw_codec *c, struct bw_ctl_suspension *m);
void bw_ctl_pardon_fields(struct bw_codec *c, struct bw_ctl_pardon *m);
void bw_ctl_ask_fields(struct bw_codec *c, struct bw_ctl_ask *m);
void bw_ctl_reason_fields(struct bw_codec *c, struct bw_ctl_reason *m);
void bw_ctl_process_fields(struct bw_codec *c, struct bw_ctl_process *m);
void bw_ctl_host_fields(struct bw_codec *c, struct bw_ctl_host *m);
void bw_ctl_export_fields(struct bw_codec *c, struct bw_ctl_export *m);
void bw_ctl_counter_fields(struct bw_codec *c, struct bw_ctl_counter *m);
void bw_ctl_overlay_fields(struct bw_codec *c, struct bw_ctl_overlay *m);
void bw_ctl_session_fields(struct bw_codec *c, struct bw_ctl_session *m);
void bw_ctl_event_fields(struct bw_codec *c, struct bw_ctl_event *m);

#endif
