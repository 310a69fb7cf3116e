/* SPDX-License-Identifier: ISC */
/* The images of exports; see images.h. */
#include "images.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image_kind.h"
#include "os/log.h"

#define COPY_SIZE 65536

/* Odd, so that no two parts of an image are taken for each other. */
#define PART_OFFSET_FACTOR UINT64_C(0x9e3779b97f4a7c15)
#define PART_SIZE_FACTOR   UINT64_C(0xc2b2ae3d27d4eb4f)

/* Which of an export's promises cannot be held, and why. */
static int
refuse(const struct bw_conf_export *export, const char *why, int error)
{
	bw_log(BW_LOG_LEVEL_ERR, "service=nbdd export=%s path=%s error=\"%s\"",
	    export->name, export->path, why);
	return error;
}

static int
check_kind(const struct bw_conf_export *export, int fd)
{
	uint8_t bytes[IMAGE_KIND_BYTES];
	ssize_t n = pread(fd, bytes, sizeof(bytes), 0);
	const struct image_kind *kind =
	    image_kind_find(bytes, n > 0 ? (size_t)n : 0);

	if (n < 0) {
		return refuse(export, strerror(errno), -errno);
	}
	if (kind != NULL) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "service=nbdd export=%s path=%s error=\"it is %s, not a "
		    "disk; convert it: %s\"",
		    export->name, export->path, kind->name, kind->convert);
		return -ENOTSUP;
	}
	return 0;
}

/* No other program that asks, and no other suite, may write meanwhile. */
static int
lock(const struct bw_conf_export *export, int fd)
{
	struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};

	if (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
		return refuse(export,
		    errno == EAGAIN || errno == EACCES
			? "write = shared, and another program has locked it"
			: strerror(errno),
		    -errno);
	}
	bw_log(BW_LOG_LEVEL_WARNING,
	    "service=nbdd export=%s write=shared reason=\"all clients write to "
	    "the image itself: a file system that is no cluster's breaks when "
	    "two of them mount it\"",
	    export->name);
	return 0;
}

static int
copy_run(int from, int to, off_t at, off_t end)
{
	static uint8_t buf[COPY_SIZE];

	while (at < end) {
		size_t room = end - at < COPY_SIZE ? (size_t)(end - at)
						   : (size_t)COPY_SIZE;
		ssize_t n = pread(from, buf, room, at);

		if (n <= 0) {
			return n == 0 ? -EIO : -errno;
		}
		if (pwrite(to, buf, (size_t)n, at) != n) {
			return errno != 0 ? -errno : -EIO;
		}
		at += n;
	}
	return 0;
}

/* What is a hole stays one. */
static int
copy_data(int from, int to, off_t size)
{
	off_t at = 0;
	int error = 0;

	while (error == 0 && at < size) {
		off_t begin = lseek(from, at, SEEK_DATA), end;

		if (begin < 0 && errno == ENXIO) {
			return 0; /* nothing but a hole is left */
		}
		begin =
		    begin < 0 ? at : begin; /* a block device has no holes */
		end = lseek(from, begin, SEEK_HOLE);
		end = end < 0 || end > size ? size : end;
		error = copy_run(from, to, begin, end);
		at = end;
	}
	return error;
}

/* A sealed copy in memory; its descriptor or a negative errno. */
static int
copy_to_ram(int from, off_t size)
{
	int fd = memfd_create("image", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	int error = 0;

	if (fd < 0 || ftruncate(fd, size) != 0) {
		error = -errno;
	}
	if (error == 0) {
		error = copy_data(from, fd, size);
	}
	if (error == 0 && fcntl(fd, F_ADD_SEALS,
			      F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK |
				  F_SEAL_SEAL) != 0) {
		error = -errno;
	}
	if (error != 0 && fd >= 0) {
		(void)close(fd); /* of no use */
	}
	return error != 0 ? error : fd;
}

static int
move_to_ram(const struct bw_conf_export *export, uint64_t *memory,
    struct image_door *image)
{
	off_t size = lseek(image->fd, 0, SEEK_END);
	int fd;

	if (size < 0 || (uint64_t)size > *memory) {
		bw_log(BW_LOG_LEVEL_ERR,
		    "service=nbdd export=%s copy_to_ram=refused size=%lld "
		    "left=%llu error=\"larger than what nbdd.memory_quota "
		    "leaves\"",
		    export->name, (long long)size, (unsigned long long)*memory);
		return -ENOSPC;
	}
	fd = copy_to_ram(image->fd, size);
	if (fd < 0) {
		return refuse(export, strerror(-fd), fd);
	}
	(void)close(image->fd); /* read only */
	image->fd = fd;
	image->in_memory = true;
	*memory -= (uint64_t)size;
	return 0;
}

/* -EISDIR and the like: neither a file nor a block device. */
static int
check_type(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		return -errno;
	}
	if (!S_ISREG(st.st_mode) && !S_ISBLK(st.st_mode)) {
		return S_ISDIR(st.st_mode) ? -EISDIR : -ENOTBLK;
	}
	return 0;
}

static int
prepare(const struct bw_conf_export *export, uint64_t *memory,
    struct image_door *image)
{
	int error = check_type(image->fd);

	if (error != 0) {
		return refuse(export, strerror(-error), error);
	}
	error = check_kind(export, image->fd);
	if (error == 0 && export->write_shared) {
		error = lock(export, image->fd);
	}
	if (error == 0) {
		image->version = images_version(image);
	}
	if (error == 0 && export->copy_to_ram) {
		error = move_to_ram(export, memory, image);
	}
	return error;
}

int
images_open(const struct bw_conf_export *export, uint64_t *memory,
    struct image_door *out)
{
	int mode = export->write_shared ? O_RDWR : O_RDONLY;
	struct image_door image = {
	    .fd = open(export->path, mode | O_CLOEXEC | O_NONBLOCK),
	    .write_shared = export->write_shared,
	};
	int error;

	if (image.fd < 0) {
		return refuse(export, strerror(errno), -errno);
	}
	image.path = strdup(export->path);
	error = image.path == NULL ? -ENOMEM : prepare(export, memory, &image);
	if (error != 0) {
		free(image.path);
		(void)close(image.fd); /* nothing was written */
		return error;
	}
	*out = image;
	return 0;
}

uint64_t
images_version(const struct image_door *image)
{
	struct stat st;
	uint64_t version;

	if (image->in_memory || fstat(image->fd, &st) != 0) {
		return image->version; /* as it was when it was read */
	}
	if (S_ISBLK(st.st_mode)) {
		return images_size(image);
	}
	version = (uint64_t)st.st_mtim.tv_sec * 1000000000u +
		  (uint64_t)st.st_mtim.tv_nsec;
	return version ^ (uint64_t)st.st_size << 20;
}

uint64_t
images_size(const struct image_door *image)
{
	off_t size = lseek(image->fd, 0, SEEK_END);

	return size < 0 ? 0 : (uint64_t)size;
}

bool
images_holds(
    const struct image_door *image, const struct bw_conf_export *export)
{
	uint64_t size = images_size(image);

	return (export->offset < size || export->offset == 0) &&
	       export->size <= size - export->offset;
}

uint64_t
images_part_version(
    const struct image_door *image, const struct bw_conf_export *export)
{
	return images_version(image) ^ export->offset * PART_OFFSET_FACTOR ^
	       export->size * PART_SIZE_FACTOR;
}

uint64_t
images_memory_quota(const struct bw_conf_nbdd *conf)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);

	if (conf->memory_quota_mib != 0) {
		return (uint64_t)conf->memory_quota_mib << 20;
	}
	return pages > 0 && size > 0 ? (uint64_t)pages * (uint64_t)size / 2 : 0;
}

const struct image_door *
images_find(const struct image_door *images, size_t n,
    const struct bw_conf_export *export)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(images[i].path, export->path) == 0 &&
		    images[i].write_shared == export->write_shared &&
		    images[i].in_memory == export->copy_to_ram) {
			return &images[i];
		}
	}
	return NULL;
}
