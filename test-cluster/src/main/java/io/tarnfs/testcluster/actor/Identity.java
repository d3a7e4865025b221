// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Who an actor is for the kernel. The numbers need no entry in passwd or group.
public record Identity(String name, int uid, int gid, List<Integer> groups) {
    /// The superuser.
    public static final Identity ROOT = new Identity("root", 0, 0, List.of());
    /// The usual unprivileged caller; a member of [#SHARED_GROUP] besides its own group.
    public static final Identity ALICE = new Identity("alice", 21001, 21001, List.of(21100));
    /// Somebody else, member of [#SHARED_GROUP] too and of nothing of Alice's.
    public static final Identity BOB = new Identity("bob", 21002, 21002, List.of(21100));
    /// The group that Alice and Bob share.
    public static final int SHARED_GROUP = 21100;

    /// True for the superuser.
    public boolean isRoot() {
        return uid == 0;
    }

    /// The command that turns its arguments into a program run under this identity (setpriv(1)).
    List<String> setpriv() {
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + uid, "--regid=" + gid));
        command.add(
                groups.isEmpty()
                        ? "--clear-groups"
                        : "--groups=" + groups.stream().map(String::valueOf).collect(Collectors.joining(",")));
        return command;
    }

    @Override
    public String toString() {
        return name;
    }
}
