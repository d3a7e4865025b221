// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.linux.mounts;

/// One mount as this process sees it: a line of `/proc/self/mountinfo` (proc_pid_mountinfo(5)), escapes undone.
///
/// @param id number of the mount, unique while it lasts
/// @param device device number of the file system, for one without a device an anonymous one; also the name of its
///     folder in `/sys/class/bdi`
/// @param target where it is mounted, an absolute path
/// @param fileSystem what is mounted
/// @param options options of this mount, separated by commas
public record Mount(int id, Device device, String target, FileSystem fileSystem, String options) {
    /// Device number of a file system.
    public record Device(int major, int minor) {
        @Override
        public String toString() {
            return major + ":" + minor;
        }
    }

    /// What is mounted.
    ///
    /// @param type as in `/proc/filesystems`, with a subtype behind a dot
    /// @param source as given to mount(2)
    /// @param options options of the file system, separated by commas
    public record FileSystem(String type, String source, String options) {}
}
