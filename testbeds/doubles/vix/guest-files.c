/* Files of the simulated guest: they lie in a folder of the host, beside the machine. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "double.h"

static VixError error_of_host(void) {
  switch (errno) {
    case ENOENT: return VIX_E_FILE_NOT_FOUND;
    case EEXIST: return VIX_E_FILE_ALREADY_EXISTS;
    case ENOTDIR: return VIX_E_NOT_A_DIRECTORY;
    case ENAMETOOLONG: return VIX_E_FILE_NAME_TOO_LONG;
    case ENOSPC: return VIX_E_DISK_FULL;
    default: return VIX_E_FILE_ACCESS_ERROR;
  }
}

/* All start so: the guest is ready, and its file of the text `index` is one that can be. */
static VixError open_file(const call *it, int index, char **file, struct stat *facts) {
  *file = NULL;
  memset(facts, 0, sizeof *facts);
  VixError error = guest_ready(it);
  if (error != VIX_OK) return error;
  *file = guest_file(it, it->texts[index]);
  if (!*file) return VIX_E_FILE_NAME_INVALID;
  return stat(*file, facts) == 0 ? VIX_OK : error_of_host();
}

#define KIND_FILE S_IFREG
#define KIND_FOLDER S_IFDIR

static VixError must_be(VixError error, const struct stat *facts, mode_t kind) {
  if (error != VIX_OK || (facts->st_mode & S_IFMT) == kind) return error;
  return kind == KIND_FOLDER ? VIX_E_NOT_A_DIRECTORY : VIX_E_NOT_A_FILE;
}

static VixError copy_in(call *it, findings *found) {
  (void)found;
  char *file;
  struct stat facts;
  VixError error = open_file(it, 1, &file, &facts);
  if (error == VIX_E_FILE_NOT_FOUND) error = VIX_OK; /* it is made */
  if (error == VIX_OK && access(it->texts[0], R_OK) != 0) error = error_of_host();
  if (error == VIX_OK && !file_copy(it->texts[0], file)) error = error_of_host();
  free(file);
  return error;
}

static VixError copy_out(call *it, findings *found) {
  (void)found;
  char *file;
  struct stat facts;
  VixError error = must_be(open_file(it, 0, &file, &facts), &facts, KIND_FILE);
  if (error == VIX_OK && !file_copy(file, it->texts[1])) error = error_of_host();
  free(file);
  return error;
}

static VixError exists(call *it, findings *found) {
  char *file;
  struct stat facts;
  VixError error = open_file(it, 0, &file, &facts);
  free(file);
  bool there = error == VIX_OK && (facts.st_mode & S_IFMT) == (mode_t)it->numbers[0];
  if (error == VIX_E_FILE_NOT_FOUND || error == VIX_E_NOT_A_DIRECTORY) error = VIX_OK;
  if (error == VIX_OK) bag_number(&found->own, VIX_PROPERTY_JOB_RESULT_GUEST_OBJECT_EXISTS, there);
  return error;
}

static VixError remove_file(call *it, findings *found) {
  (void)found;
  char *file;
  struct stat facts;
  VixError error = must_be(open_file(it, 0, &file, &facts), &facts, KIND_FILE);
  if (error == VIX_OK && unlink(file) != 0) error = error_of_host();
  free(file);
  return error;
}

static VixError make_folder(call *it, findings *found) {
  (void)found;
  char *file;
  struct stat facts;
  VixError error = open_file(it, 0, &file, &facts);
  if (error == VIX_OK) error = VIX_E_FILE_ALREADY_EXISTS;
  else if (error == VIX_E_FILE_NOT_FOUND) error = mkdir(file, 0700) == 0 ? (VixError)VIX_OK : error_of_host();
  free(file);
  return error;
}

/* With all in it. */
static bool remove_tree(const char *path) {
  DIR *folder = opendir(path);
  if (!folder) return unlink(path) == 0;
  for (struct dirent *item; (item = readdir(folder));) {
    if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0) continue;
    char *inner = text_of("%s/%s", path, item->d_name);
    remove_tree(inner);
    free(inner);
  }
  closedir(folder);
  return rmdir(path) == 0;
}

static VixError remove_folder(call *it, findings *found) {
  (void)found;
  char *file;
  struct stat facts;
  VixError error = must_be(open_file(it, 0, &file, &facts), &facts, KIND_FOLDER);
  if (error == VIX_OK && !remove_tree(file)) error = error_of_host();
  free(file);
  return error;
}

static void describe(bag *to, const struct stat *facts) {
  bag_number(to, VIX_PROPERTY_JOB_RESULT_FILE_FLAGS, S_ISDIR(facts->st_mode) ? VIX_FILE_ATTRIBUTES_DIRECTORY : 0);
  bag_number(to, VIX_PROPERTY_JOB_RESULT_FILE_SIZE, facts->st_size);
  bag_number(to, VIX_PROPERTY_JOB_RESULT_FILE_MOD_TIME, facts->st_mtime);
}

static VixError list_folder(call *it, findings *found) {
  char *file;
  struct stat facts;
  VixError error = must_be(open_file(it, 0, &file, &facts), &facts, KIND_FOLDER);
  struct dirent **items = NULL;
  int count = error == VIX_OK ? scandir(file, &items, NULL, alphasort) : 0;
  for (int index = 0; index < count; index++) {
    const char *name = items[index]->d_name;
    char *path = text_of("%s/%s", file, name);
    if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && stat(path, &facts) == 0) {
      bag *row = findings_row(found);
      bag_text(row, VIX_PROPERTY_JOB_RESULT_ITEM_NAME, name);
      describe(row, &facts);
    }
    free(path);
    free(items[index]);
  }
  free(items);
  free(file);
  return error;
}

static VixError make_temporary(call *it, findings *found) {
  char *file;
  struct stat facts;
  it->texts[0] = copy_of("/tmp/vixXXXXXX");
  VixError error = open_file(it, 0, &file, &facts);
  if (error == VIX_E_FILE_NOT_FOUND) {
    int made = mkstemp(file);
    error = made >= 0 ? (VixError)VIX_OK : error_of_host();
    if (made >= 0) close(made);
  }
  if (error == VIX_OK) {
    char *name = text_of("/tmp/%s", strrchr(file, '/') + 1);
    bag_text(&found->own, VIX_PROPERTY_JOB_RESULT_ITEM_NAME, name);
    free(name);
  }
  free(file);
  return error;
}

static VixError rename_file(call *it, findings *found) {
  (void)found;
  char *from, *to;
  struct stat facts, other;
  VixError error = open_file(it, 0, &from, &facts);
  VixError there = open_file(it, 1, &to, &other);
  if (error == VIX_OK && there == VIX_OK) error = VIX_E_FILE_ALREADY_EXISTS;
  else if (error == VIX_OK && there != VIX_E_FILE_NOT_FOUND) error = there;
  if (error == VIX_OK && rename(from, to) != 0) error = error_of_host();
  free(from);
  free(to);
  return error;
}

static VixError file_facts(call *it, findings *found) {
  char *file;
  struct stat facts;
  VixError error = open_file(it, 0, &file, &facts);
  free(file);
  if (error == VIX_OK) describe(&found->own, &facts);
  return error;
}

/* A call about one or two files. */
static VixHandle about(call *it, VixHandle machine, const char *one, const char *other, int options, VixHandle list,
                       work *run) {
  call_about(it, machine, VIX_HANDLETYPE_VM);
  if (one) call_text(it, 0, one, true);
  else if (run != make_temporary) call_refuse(it, VIX_E_INVALID_ARG);
  if (other) call_text(it, 1, other, true);
  else if (run == copy_in || run == copy_out || run == rename_file) call_refuse(it, VIX_E_INVALID_ARG);
  call_options(it, 1, options, 0);
  call_list(it, list);
  return call_start(it, run);
}

EXPORTED VixHandle VixVM_CopyFileFromHostToGuest(VixHandle vmHandle, const char *hostPathName,
                                                 const char *guestPathName, int options, VixHandle propertyListHandle,
                                                 VixEventProc *callbackProc, void *clientData) {
  return about(call_new("VixVM_CopyFileFromHostToGuest", callbackProc, clientData), vmHandle, hostPathName,
               guestPathName, options, propertyListHandle, copy_in);
}

EXPORTED VixHandle VixVM_CopyFileFromGuestToHost(VixHandle vmHandle, const char *guestPathName,
                                                 const char *hostPathName, int options, VixHandle propertyListHandle,
                                                 VixEventProc *callbackProc, void *clientData) {
  return about(call_new("VixVM_CopyFileFromGuestToHost", callbackProc, clientData), vmHandle, guestPathName,
               hostPathName, options, propertyListHandle, copy_out);
}

EXPORTED VixHandle VixVM_FileExistsInGuest(VixHandle vmHandle, const char *guestPathName, VixEventProc *callbackProc,
                                           void *clientData) {
  call *it = call_new("VixVM_FileExistsInGuest", callbackProc, clientData);
  it->numbers[0] = KIND_FILE;
  return about(it, vmHandle, guestPathName, NULL, 0, 0, exists);
}

EXPORTED VixHandle VixVM_DirectoryExistsInGuest(VixHandle vmHandle, const char *pathName, VixEventProc *callbackProc,
                                                void *clientData) {
  call *it = call_new("VixVM_DirectoryExistsInGuest", callbackProc, clientData);
  it->numbers[0] = KIND_FOLDER;
  return about(it, vmHandle, pathName, NULL, 0, 0, exists);
}

EXPORTED VixHandle VixVM_DeleteFileInGuest(VixHandle vmHandle, const char *guestPathName, VixEventProc *callbackProc,
                                           void *clientData) {
  return about(call_new("VixVM_DeleteFileInGuest", callbackProc, clientData), vmHandle, guestPathName, NULL, 0, 0,
               remove_file);
}

EXPORTED VixHandle VixVM_CreateDirectoryInGuest(VixHandle vmHandle, const char *pathName, VixHandle propertyListHandle,
                                                VixEventProc *callbackProc, void *clientData) {
  return about(call_new("VixVM_CreateDirectoryInGuest", callbackProc, clientData), vmHandle, pathName, NULL, 0,
               propertyListHandle, make_folder);
}

EXPORTED VixHandle VixVM_DeleteDirectoryInGuest(VixHandle vmHandle, const char *pathName, int options,
                                                VixEventProc *callbackProc, void *clientData) {
  return about(call_new("VixVM_DeleteDirectoryInGuest", callbackProc, clientData), vmHandle, pathName, NULL, options, 0,
               remove_folder);
}

EXPORTED VixHandle VixVM_ListDirectoryInGuest(VixHandle vmHandle, const char *pathName, int options,
                                              VixEventProc *callbackProc, void *clientData) {
  return about(call_new("VixVM_ListDirectoryInGuest", callbackProc, clientData), vmHandle, pathName, NULL, options, 0,
               list_folder);
}

EXPORTED VixHandle VixVM_CreateTempFileInGuest(VixHandle vmHandle, int options, VixHandle propertyListHandle,
                                               VixEventProc *callbackProc, void *clientData) {
  return about(call_new("VixVM_CreateTempFileInGuest", callbackProc, clientData), vmHandle, NULL, NULL, options,
               propertyListHandle, make_temporary);
}

EXPORTED VixHandle VixVM_RenameFileInGuest(VixHandle vmHandle, const char *oldName, const char *newName, int options,
                                           VixHandle propertyListHandle, VixEventProc *callbackProc,
                                           void *clientData) {
  return about(call_new("VixVM_RenameFileInGuest", callbackProc, clientData), vmHandle, oldName, newName, options,
               propertyListHandle, rename_file);
}

EXPORTED VixHandle VixVM_GetFileInfoInGuest(VixHandle vmHandle, const char *pathName, VixEventProc *callbackProc,
                                            void *clientData) {
  return about(call_new("VixVM_GetFileInfoInGuest", callbackProc, clientData), vmHandle, pathName, NULL, 0, 0,
               file_facts);
}
