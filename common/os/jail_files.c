/* SPDX-License-Identifier: ISC */
/* Which files make this program; see jail_files.h. */
#include "os/jail_files.h"

#include <errno.h>
#include <limits.h>
#include <link.h>
#include <string.h>

#include "base/text.h"

#define LOADER_CACHE "/etc/ld.so.cache"

/* Links are resolved here, while the root is still the host's. */
static int
add(struct bw_jail_files *files, const char *from, const char *to)
{
	char real[PATH_MAX];
	struct bw_jail_file *file = &files->items[files->n];

	for (size_t i = 0; i < files->n; i++) {
		if (strcmp(files->items[i].to, to) == 0) {
			return 0;
		}
	}
	if (files->n == BW_JAIL_FILES_MAX) {
		return -E2BIG;
	}
	if (realpath(from, real) == NULL) {
		return -errno;
	}
	if (bw_text_copy(file->from, sizeof(file->from), real) != 0 ||
	    bw_text_copy(file->to, sizeof(file->to), to) != 0) {
		return -ENAMETOOLONG;
	}
	files->n++;
	return 0;
}

/* The loader, as the program's own header names it. */
static int
add_loader(struct bw_jail_files *files, const struct dl_phdr_info *info)
{
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];

		if (header->p_type == PT_INTERP) {
			const char *name =
			    (const char *)(info->dlpi_addr + header->p_vaddr);

			return add(files, name, name);
		}
	}
	return 0; /* linked statically */
}

/* Called for the program, whose name is "", and then for each library. */
static int
add_object(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct bw_jail_files *files = arg;

	(void)size;
	if (info->dlpi_name[0] == '\0') {
		return add_loader(files, info);
	}
	if (info->dlpi_name[0] != '/') {
		return 0; /* the vDSO, which is no file */
	}
	return add(files, info->dlpi_name, info->dlpi_name);
}

static int
add_program(struct bw_jail_files *files, const char *program)
{
	int error = add(files, program, BW_JAIL_PROGRAM);

	if (error == 0) {
		error = dl_iterate_phdr(add_object, files);
	}
	if (error == 0) {
		error = add(files, LOADER_CACHE, LOADER_CACHE);
		error = error == -ENOENT ? 0 : error; /* it can do without */
	}
	return error;
}

static int
add_bind(struct bw_jail_files *files, const struct bw_jail_bind *bind)
{
	size_t n = files->n;
	int error = add(files, bind->from, bind->to);

	if (error == 0 && files->n == n) {
		error = -EEXIST;
	}
	if (error == 0) {
		files->items[n].directory = true;
		files->items[n].writable = bind->writable;
	}
	return error;
}

int
bw_jail_files_find(const char *program, const struct bw_jail_bind *binds,
    size_t n_binds, struct bw_jail_files *out)
{
	struct bw_jail_files files = {
	    .items = calloc(BW_JAIL_FILES_MAX, sizeof(*files.items)),
	};
	int error;

	if (files.items == NULL) {
		return -ENOMEM;
	}
	error = add_program(&files, program);
	for (size_t i = 0; i < n_binds && error == 0; i++) {
		error = add_bind(&files, &binds[i]);
	}
	if (error != 0) {
		bw_jail_files_fini(&files);
		return error;
	}
	*out = files;
	return 0;
}

void
bw_jail_files_fini(struct bw_jail_files *files)
{
	free(files->items);
	*files = (struct bw_jail_files){0};
}
