// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.fusekernel.session;

import io.tarnfs.linux.calls.Descriptor;
import io.tarnfs.linux.calls.MountCalls;
import io.tarnfs.linux.calls.OpenBits;
import io.tarnfs.linux.errno.Errno;
import io.tarnfs.linux.errno.SyscallException;
import io.tarnfs.linux.mounts.Mount;
import io.tarnfs.linux.mounts.MountTable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The kernel's side of a mount: the descriptors of `/dev/fuse` and the place in the tree.
final class FuseDevice {
    private static final Logger LOG = System.getLogger(FuseDevice.class.getName());

    private static final String DEVICE = "/dev/fuse";

    /// FUSE_DEV_IOC_CLONE, `_IOR(229, 0, uint32_t)`: makes a freshly opened descriptor one more of a session's.
    private static final long CLONE = 0x8004_E500L;

    /// What the kernel reads ahead of a sequential reader: one request of the largest size. Its own 128 KiB would
    /// make eight requests of it.
    private static final String READ_AHEAD_KIBIBYTES = "1024";

    private final List<Descriptor> descriptors;
    private final Mount mount;

    private FuseDevice(List<Descriptor> descriptors, Mount mount) {
        this.descriptors = List.copyOf(descriptors);
        this.mount = mount;
    }

    /// Mounts, and opens a descriptor for each reader. Nothing is left behind when it fails.
    static FuseDevice mount(MountOptions options) throws IOException {
        String target = options.mountPoint().toRealPath().toString();
        Descriptor first = Descriptor.open(DEVICE, OpenBits.READ_WRITE);
        List<Descriptor> opened = new ArrayList<>(List.of(first));
        boolean mounted = false;
        try {
            MountCalls.mount(new MountCalls.Request(
                    options.source(), target, "fuse." + options.type(), flags(options), data(first)));
            mounted = true;
            for (int reader = 1; reader < options.readers(); reader++) {
                Descriptor clone = Descriptor.open(DEVICE, OpenBits.READ_WRITE);
                opened.add(clone);
                clone.ioctlInt(CLONE, first.number());
            }
            Mount mount = MountTable.read()
                    .at(Path.of(target))
                    .orElseThrow(() -> new IOException("mounted but not in mountinfo: target=" + target));
            return new FuseDevice(opened, mount);
        } catch (IOException | RuntimeException | Error e) {
            if (mounted) {
                detachAfterFailure(target, e);
            }
            opened.forEach(Descriptor::close);
            throw e;
        }
    }

    private static long flags(MountOptions options) {
        long always = MountCalls.NO_SUID | MountCalls.NO_DEVICES;
        return options.access().readOnly() ? always | MountCalls.READ_ONLY : always;
    }

    /// The kernel checks permissions by itself (default_permissions), for every user (allow_other).
    private static String data(Descriptor device) {
        return "fd=" + device.number() + ",rootmode=40000,user_id=0,group_id=0,default_permissions,allow_other";
    }

    private static void detachAfterFailure(String target, Throwable cause) {
        try {
            MountCalls.detach(target);
        } catch (SyscallException e) {
            cause.addSuppressed(e);
        }
    }

    List<Descriptor> descriptors() {
        return descriptors;
    }

    Mount mount() {
        return mount;
    }

    /// Sets the kernel's read-ahead of this mount, where that is allowed.
    void raiseReadAhead() {
        Path setting = Path.of("/sys/class/bdi", mount.device().toString(), "read_ahead_kb");
        try {
            Files.writeString(setting, READ_AHEAD_KIBIBYTES);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "read-ahead stays as it is: setting=" + setting, e);
        }
    }

    /// Unmounts if nobody uses the file system.
    ///
    /// @return false if it is in use, or covered by another mount
    boolean unmount() throws IOException {
        if (!isOnTop()) {
            return isGone();
        }
        try {
            MountCalls.unmount(mount.target());
            return true;
        } catch (SyscallException e) {
            return switch (e.errno()) {
                case EBUSY -> false;
                case EINVAL, ENOENT -> true;
                default -> throw e;
            };
        }
    }

    /// Takes the mount out of the tree; it is served until its last user is gone.
    ///
    /// @return false if it is covered by another mount, so that it cannot be named
    boolean detach() throws IOException {
        if (!isOnTop()) {
            return isGone();
        }
        try {
            MountCalls.detach(mount.target());
            return true;
        } catch (SyscallException e) {
            if (e.errno() == Errno.EINVAL || e.errno() == Errno.ENOENT) {
                return true;
            }
            throw e;
        }
    }

    private boolean isOnTop() throws IOException {
        Optional<Mount> top = MountTable.read().at(Path.of(mount.target()));
        return top.isPresent() && top.get().id() == mount.id();
    }

    private boolean isGone() throws IOException {
        return MountTable.read().mounts().stream().noneMatch(other -> other.id() == mount.id());
    }

    /// Closes the descriptors; no thread may be using them. The kernel cuts the connection with the last one.
    void close() {
        descriptors.forEach(Descriptor::close);
    }
}
