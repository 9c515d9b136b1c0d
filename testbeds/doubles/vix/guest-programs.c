/*
 * Programs of the simulated guest. A command goes to the bundled guest's own shell, on its first serial port; where
 * nobody answers there, a few commands that every system has are answered by the double. `>FILE` writes a guest's file.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "double.h"

/* The shell on the serial port has this long, ms. */
#define SHELL_TIME 5000
#define NOT_FOUND 127
#define FIRST_PROCESS 4294967400 /* above 32 bits */

static const struct {
  uint64_t pid;
  const char *name;
  const char *owner;
} processes[] = {{1, "init", "root"}, {FIRST_PROCESS, "desktop", "guest"}, {FIRST_PROCESS + 1, "shell", "guest"}};

typedef struct {
  const call *of;
  volatile unsigned request;
  bool done;
  pthread_mutex_t lock;
  pthread_cond_t ended;
} watch;

/* Gives the question up when its time is over. */
static void *watch_shell(void *argument) {
  watch *it = argument;
  struct timespec end;
  clock_gettime(CLOCK_REALTIME, &end);
  end.tv_sec += SHELL_TIME / 1000;
  pthread_mutex_lock(&it->lock);
  int late = 0;
  while (!it->done && !late) late = pthread_cond_timedwait(&it->ended, &it->lock, &end);
  if (!it->done) cancel_question(it->of, it->request);
  pthread_mutex_unlock(&it->lock);
  return NULL;
}

static reply *ask_shell(const call *of, const char *command) {
  watch it = {.of = of, .lock = PTHREAD_MUTEX_INITIALIZER, .ended = PTHREAD_COND_INITIALIZER};
  pthread_t thread;
  if (pthread_create(&thread, NULL, watch_shell, &it) != 0) abort();
  reply *r = ask_numbered(of, &it.request, "exec", of->path, command, NULL);
  pthread_mutex_lock(&it.lock);
  it.done = true;
  pthread_cond_signal(&it.ended);
  pthread_mutex_unlock(&it.lock);
  pthread_join(thread, NULL);
  return r;
}

/* A command that the double answers itself; -1: not one of those. */
static int canned(const char *command, char **output) {
  *output = copy_of("");
  if (strcmp(command, "true") == 0) return 0;
  if (strcmp(command, "false") == 0) return 1;
  if (strncmp(command, "echo ", 5) != 0) return -1;
  free(*output);
  *output = text_of("%s\n", command + 5);
  return 0;
}

/* A serial line ends with CR LF; a program's does not. */
static char *without_returns(const char *text) {
  char *copy = copy_of(text);
  char *to = copy;
  for (const char *from = copy; *from; from++)
    if (from[0] != '\r' || from[1] != '\n') *to++ = *from;
  *to = 0;
  return copy;
}

static VixError run_command(const call *of, const char *command, int *code, char **output) {
  reply *r = ask_shell(of, command);
  VixError error = error_of(r);
  *output = NULL;
  if (error == VIX_OK) {
    *code = (int)reply_number(r, 0);
    *output = without_returns(reply_field(r, 1));
  } else if (error == VIX_E_CANCELLED) {
    *code = canned(command, output);
    error = *code < 0 ? (VixError)VIX_E_PROGRAM_NOT_STARTED : (VixError)VIX_OK;
  }
  reply_free(r);
  return error;
}

/* Cuts off what stands from `sign` on; the file's name behind it. */
static char *cut_at(char *sign, size_t length) {
  char *name = sign + length;
  while (*name == ' ') name++;
  char *file = text_of("%.*s", (int)strcspn(name, " "), name);
  *sign = 0;
  return file;
}

/* `COMMAND >FILE 2>FILE`: the names, or NULL. The shell's port carries both outputs as one: the second file is empty. */
static void cut_redirections(char *command, char **output, char **errors) {
  char *second = strstr(command, " 2>");
  *errors = second ? cut_at(second, strlen(" 2>")) : NULL;
  char *first = strrchr(command, '>');
  *output = first ? cut_at(first, strlen(">")) : NULL;
}

/* The command in `-c 'COMMAND'`, else NULL. */
static char *command_of_shell(const char *arguments) {
  if (strncmp(arguments, "-c ", 3) != 0) return NULL;
  const char *text = arguments + 3;
  size_t length = strlen(text);
  bool quoted = length >= 2 && (*text == '\'' || *text == '"') && text[length - 1] == *text;
  return quoted ? text_of("%.*s", (int)(length - 2), text + 1) : copy_of(text);
}

static VixError write_output(const call *of, const char *name, const char *text) {
  char *path = guest_file(of, name);
  bool good = path && file_write(path, text);
  free(path);
  return good ? VIX_OK : VIX_E_FILE_ACCESS_ERROR;
}

static VixError run_line(const call *of, char *line, int *code) {
  char *output_file, *error_file, *output;
  cut_redirections(line, &output_file, &error_file);
  VixError error = run_command(of, line, code, &output);
  if (error == VIX_OK && output_file) error = write_output(of, output_file, output);
  if (error == VIX_OK && error_file && *error_file != '&') error = write_output(of, error_file, "");
  free(output_file);
  free(error_file);
  free(output);
  return error;
}

static void report(findings *found, uint64_t pid, int code, time_t started) {
  bag_number(&found->own, VIX_PROPERTY_JOB_RESULT_PROCESS_ID, (int64_t)pid);
  bag_number(&found->own, VIX_PROPERTY_JOB_RESULT_GUEST_PROGRAM_EXIT_CODE, code);
  bag_number(&found->own, VIX_PROPERTY_JOB_RESULT_GUEST_PROGRAM_ELAPSED_TIME, time(NULL) - started);
}

static VixError run_program(call *it, findings *found) {
  VixError error = guest_ready(it);
  if (error != VIX_OK) return error;
  const char *name = strrchr(it->texts[0], '/');
  name = name ? name + 1 : it->texts[0];
  bool shell = strcmp(name, "sh") == 0 || strcmp(name, "bash") == 0;
  char *line = shell ? command_of_shell(it->texts[1]) : NULL;
  if (!line) line = *it->texts[1] ? text_of("%s %s", name, it->texts[1]) : copy_of(name);
  time_t started = time(NULL);
  int code = 0;
  error = run_line(it, line, &code);
  free(line);
  if (error == VIX_OK && code == NOT_FOUND && !shell) error = VIX_E_FILE_NOT_FOUND;
  if (error == VIX_OK) report(found, FIRST_PROCESS + 2, code, started);
  return error;
}

EXPORTED VixHandle VixVM_RunProgramInGuest(VixHandle vmHandle, const char *guestProgramName,
                                           const char *commandLineArgs, int options,
                                           VixHandle propertyListHandle, VixEventProc *callbackProc,
                                           void *clientData) {
  call *it = call_new("VixVM_RunProgramInGuest", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_text(it, 0, guestProgramName, true);
  call_text(it, 1, commandLineArgs, false);
  call_options(it, 0, options, VIX_RUNPROGRAM_RETURN_IMMEDIATELY | VIX_RUNPROGRAM_ACTIVATE_WINDOW);
  call_list(it, propertyListHandle);
  return call_start(it, run_program);
}

/* Line by line; the last one's code. */
static VixError run_script(call *it, findings *found) {
  VixError error = guest_ready(it);
  time_t started = time(NULL);
  int code = 0;
  char *text = copy_of(it->texts[1]);
  char *rest = text;
  for (char *line; error == VIX_OK && (line = strsep(&rest, "\n"));)
    if (*line && *line != '#') error = run_line(it, line, &code);
  free(text);
  if (error == VIX_OK) report(found, FIRST_PROCESS + 3, code, started);
  return error;
}

EXPORTED VixHandle VixVM_RunScriptInGuest(VixHandle vmHandle, const char *interpreter, const char *scriptText,
                                          int options, VixHandle propertyListHandle,
                                          VixEventProc *callbackProc, void *clientData) {
  call *it = call_new("VixVM_RunScriptInGuest", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_text(it, 0, interpreter, false);
  call_text(it, 1, scriptText, true);
  call_options(it, 0, options, VIX_RUNPROGRAM_RETURN_IMMEDIATELY);
  call_list(it, propertyListHandle);
  return call_start(it, run_script);
}

static VixError list_processes(call *it, findings *found) {
  VixError error = guest_ready(it);
  for (size_t index = 0; error == VIX_OK && index < sizeof processes / sizeof *processes; index++) {
    bag *row = findings_row(found);
    bag_text(row, VIX_PROPERTY_JOB_RESULT_ITEM_NAME, processes[index].name);
    bag_number(row, VIX_PROPERTY_JOB_RESULT_PROCESS_ID, (int64_t)processes[index].pid);
    bag_text(row, VIX_PROPERTY_JOB_RESULT_PROCESS_OWNER, processes[index].owner);
    bag_text(row, VIX_PROPERTY_JOB_RESULT_PROCESS_COMMAND, processes[index].name);
    bag_number(row, VIX_PROPERTY_JOB_RESULT_PROCESS_BEING_DEBUGGED, 0);
    bag_number(row, VIX_PROPERTY_JOB_RESULT_PROCESS_START_TIME, 0);
  }
  return error;
}

EXPORTED VixHandle VixVM_ListProcessesInGuest(VixHandle vmHandle, int options, VixEventProc *callbackProc,
                                              void *clientData) {
  call *it = call_new("VixVM_ListProcessesInGuest", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  call_options(it, 0, options, 0);
  return call_start(it, list_processes);
}

static VixError kill_process(call *it, findings *found) {
  (void)found;
  VixError error = guest_ready(it);
  for (size_t index = 0; error == VIX_OK && index < sizeof processes / sizeof *processes; index++)
    if (processes[index].pid == (uint64_t)it->numbers[0]) return VIX_OK;
  return error == VIX_OK ? (VixError)VIX_E_NO_SUCH_PROCESS : error;
}

EXPORTED VixHandle VixVM_KillProcessInGuest(VixHandle vmHandle, uint64 pid, int options, VixEventProc *callbackProc,
                                            void *clientData) {
  call *it = call_new("VixVM_KillProcessInGuest", callbackProc, clientData);
  call_about(it, vmHandle, VIX_HANDLETYPE_VM);
  it->numbers[0] = (int64_t)pid;
  call_options(it, 1, options, 0);
  return call_start(it, kill_process);
}
