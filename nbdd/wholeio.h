/* SPDX-License-Identifier: ISC */
/* All bytes of a file's range, or an error: reads and writes that go on. */
#ifndef NBDD_WHOLEIO_H
#define NBDD_WHOLEIO_H

#include "base/base.h"

/* 0, or a negative errno: -EIO also when the file is shorter than it was. */
int wholeio_read(int fd, uint64_t offset, uint8_t *into, uint64_t len);
int wholeio_write(int fd, uint64_t offset, const uint8_t *from, uint64_t len);

#endif
