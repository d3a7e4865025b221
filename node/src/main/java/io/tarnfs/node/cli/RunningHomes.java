// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.node.cli;

import io.tarnfs.node.process.Home;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads the home off the command line of a process, if it is a node that was started with one.
final class RunningHomes {
    private static final String OPTION = "--home";

    private RunningHomes() {}

    static Optional<Home> in(List<String> arguments) {
        int run = arguments.indexOf("run");
        int option = arguments.lastIndexOf(OPTION);
        boolean isNode = run > 0 && arguments.get(run - 1).equals("node");
        return isNode && option > run && option + 1 < arguments.size()
                ? Optional.of(new Home(Path.of(arguments.get(option + 1))))
                : Optional.empty();
    }
}
