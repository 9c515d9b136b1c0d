/*
 * The functions of the VIX C API, by hand. Included behind types.h by the double, and behind the real vix.h where
 * VIX_HEADERS names one: a difference is a conflicting declaration then. Enumerations and options are plain ints here, as
 * the facts have it. Groups as in the API's reference.
 */
#ifndef DOUBLE_VIX_PROTOTYPES_H
#define DOUBLE_VIX_PROTOTYPES_H

/* Handles, properties, errors */
void Vix_ReleaseHandle(VixHandle handle);
void Vix_AddRefHandle(VixHandle handle);
int Vix_GetHandleType(VixHandle handle);
VixError Vix_GetProperties(VixHandle handle, int firstPropertyID, ...);
VixError Vix_GetPropertyType(VixHandle handle, int propertyID, int *propertyType);
void Vix_FreeBuffer(void *p);
const char *Vix_GetErrorText(VixError err, const char *locale);
VixError VixPropertyList_AllocPropertyList(VixHandle hostHandle, VixHandle *resultHandle, int firstPropertyID, ...);

/* Jobs */
VixError VixJob_Wait(VixHandle jobHandle, int firstPropertyID, ...);
VixError VixJob_CheckCompletion(VixHandle jobHandle, Bool *complete);
VixError VixJob_GetError(VixHandle jobHandle);
int VixJob_GetNumProperties(VixHandle jobHandle, int resultPropertyID);
VixError VixJob_GetNthProperties(VixHandle jobHandle, int index, int propertyID, ...);

/* Host; these and all below that end with a callback return a job */
VixHandle VixHost_Connect(int apiVersion, int hostType, const char *hostName, int hostPort,
                          const char *userName, const char *password, int options,
                          VixHandle propertyListHandle, VixEventProc *callbackProc, void *clientData);
void VixHost_Disconnect(VixHandle hostHandle);
VixHandle VixHost_RegisterVM(VixHandle hostHandle, const char *vmxFilePath, VixEventProc *callbackProc,
                             void *clientData);
VixHandle VixHost_UnregisterVM(VixHandle hostHandle, const char *vmxFilePath, VixEventProc *callbackProc,
                               void *clientData);
VixHandle VixHost_FindItems(VixHandle hostHandle, int searchType, VixHandle searchCriteria, int timeout,
                            VixEventProc *callbackProc, void *clientData);
VixHandle VixHost_OpenVM(VixHandle hostHandle, const char *vmxFilePathName, int options,
                         VixHandle propertyListHandle, VixEventProc *callbackProc, void *clientData);

/* Power */
VixHandle VixVM_Open(VixHandle hostHandle, const char *vmxFilePathName, VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_PowerOn(VixHandle vmHandle, int powerOnOptions, VixHandle propertyListHandle,
                        VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_PowerOff(VixHandle vmHandle, int powerOffOptions, VixEventProc *callbackProc,
                         void *clientData);
VixHandle VixVM_Reset(VixHandle vmHandle, int resetOptions, VixEventProc *callbackProc,
                      void *clientData);
VixHandle VixVM_Suspend(VixHandle vmHandle, int suspendOptions, VixEventProc *callbackProc,
                        void *clientData);
VixHandle VixVM_Pause(VixHandle vmHandle, int options, VixHandle propertyList, VixEventProc *callbackProc,
                      void *clientData);
VixHandle VixVM_Unpause(VixHandle vmHandle, int options, VixHandle propertyList, VixEventProc *callbackProc,
                        void *clientData);
VixHandle VixVM_Delete(VixHandle vmHandle, int deleteOptions, VixEventProc *callbackProc,
                       void *clientData);
VixHandle VixVM_Clone(VixHandle vmHandle, VixHandle snapshotHandle, int cloneType,
                      const char *destConfigPathName, int options, VixHandle propertyListHandle,
                      VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_UpgradeVirtualHardware(VixHandle vmHandle, int options, VixEventProc *callbackProc, void *clientData);

/* Snapshots */
VixError VixVM_GetNumRootSnapshots(VixHandle vmHandle, int *result);
VixError VixVM_GetRootSnapshot(VixHandle vmHandle, int index, VixHandle *snapshotHandle);
VixError VixVM_GetCurrentSnapshot(VixHandle vmHandle, VixHandle *snapshotHandle);
VixError VixVM_GetNamedSnapshot(VixHandle vmHandle, const char *name, VixHandle *snapshotHandle);
VixHandle VixVM_CreateSnapshot(VixHandle vmHandle, const char *name, const char *description,
                               int options, VixHandle propertyListHandle,
                               VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_RevertToSnapshot(VixHandle vmHandle, VixHandle snapshotHandle, int options,
                                 VixHandle propertyListHandle, VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_RemoveSnapshot(VixHandle vmHandle, VixHandle snapshotHandle, int options,
                               VixEventProc *callbackProc, void *clientData);
VixError VixSnapshot_GetNumChildren(VixHandle parentSnapshotHandle, int *numChildSnapshots);
VixError VixSnapshot_GetChild(VixHandle parentSnapshotHandle, int index, VixHandle *childSnapshotHandle);
VixError VixSnapshot_GetParent(VixHandle snapshotHandle, VixHandle *parentSnapshotHandle);

/* Guest and screen */
VixHandle VixVM_InstallTools(VixHandle vmHandle, int options, const char *commandLineArgs, VixEventProc *callbackProc,
                             void *clientData);
VixHandle VixVM_WaitForToolsInGuest(VixHandle vmHandle, int timeoutInSeconds, VixEventProc *callbackProc,
                                    void *clientData);
VixHandle VixVM_LoginInGuest(VixHandle vmHandle, const char *userName, const char *password, int options,
                             VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_LogoutFromGuest(VixHandle vmHandle, VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_RunProgramInGuest(VixHandle vmHandle, const char *guestProgramName, const char *commandLineArgs,
                                  int options, VixHandle propertyListHandle,
                                  VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_RunScriptInGuest(VixHandle vmHandle, const char *interpreter, const char *scriptText,
                                 int options, VixHandle propertyListHandle,
                                 VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_ListProcessesInGuest(VixHandle vmHandle, int options, VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_KillProcessInGuest(VixHandle vmHandle, uint64 pid, int options, VixEventProc *callbackProc,
                                   void *clientData);
VixHandle VixVM_CopyFileFromHostToGuest(VixHandle vmHandle, const char *hostPathName, const char *guestPathName,
                                        int options, VixHandle propertyListHandle, VixEventProc *callbackProc,
                                        void *clientData);
VixHandle VixVM_CopyFileFromGuestToHost(VixHandle vmHandle, const char *guestPathName, const char *hostPathName,
                                        int options, VixHandle propertyListHandle, VixEventProc *callbackProc,
                                        void *clientData);
VixHandle VixVM_FileExistsInGuest(VixHandle vmHandle, const char *guestPathName, VixEventProc *callbackProc,
                                  void *clientData);
VixHandle VixVM_DeleteFileInGuest(VixHandle vmHandle, const char *guestPathName, VixEventProc *callbackProc,
                                  void *clientData);
VixHandle VixVM_DirectoryExistsInGuest(VixHandle vmHandle, const char *pathName, VixEventProc *callbackProc,
                                       void *clientData);
VixHandle VixVM_CreateDirectoryInGuest(VixHandle vmHandle, const char *pathName, VixHandle propertyListHandle,
                                       VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_DeleteDirectoryInGuest(VixHandle vmHandle, const char *pathName, int options,
                                       VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_ListDirectoryInGuest(VixHandle vmHandle, const char *pathName, int options,
                                     VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_CreateTempFileInGuest(VixHandle vmHandle, int options, VixHandle propertyListHandle,
                                      VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_RenameFileInGuest(VixHandle vmHandle, const char *oldName, const char *newName, int options,
                                  VixHandle propertyListHandle, VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_GetFileInfoInGuest(VixHandle vmHandle, const char *pathName, VixEventProc *callbackProc,
                                   void *clientData);
VixHandle VixVM_ReadVariable(VixHandle vmHandle, int variableType, const char *name, int options,
                             VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_WriteVariable(VixHandle vmHandle, int variableType, const char *valueName, const char *value,
                              int options, VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_CaptureScreenImage(VixHandle vmHandle, int captureType, VixHandle additionalProperties,
                                   VixEventProc *callbackProc, void *clientData);
VixHandle VixVM_EnableSharedFolders(VixHandle vmHandle, Bool enabled, int options, VixEventProc *callbackProc,
                                    void *clientData);

#endif
