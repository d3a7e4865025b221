// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.crash;

import io.tarnfs.testcluster.posix.Posix;
import io.tarnfs.testcluster.posix.PosixException;
import io.tarnfs.testcluster.posix.Stat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What the directory of one writer must look like after a crash: directories and names of files, two levels
/// deep.
///
/// Every change of a name is promised with its reply. At most one change was under way when the node died; it
/// may have happened or not, and [#inDoubt] holds its effect.
final class PromisedTree {
    private final String top;
    private final Set<String> directories = new TreeSet<>();
    private final Map<String, PromisedFile> files = new HashMap<>();
    private Runnable inDoubt = () -> {};
    private int numbers;

    PromisedTree(String top) {
        this.top = top;
    }

    /// The writer's own directory, relative to the folder under test.
    String top() {
        return top;
    }

    /// A number for a new name, never given twice.
    int nextNumber() {
        return numbers++;
    }

    Set<String> directories() {
        return directories;
    }

    Map<String, PromisedFile> files() {
        return files;
    }

    /// The names of files, in an order that depends on nothing but them.
    List<String> sortedNames() {
        return files.keySet().stream().sorted().toList();
    }

    /// Names the effect of the change that is about to be asked for.
    void doubt(Runnable effect) {
        inDoubt = effect;
    }

    /// The change was acknowledged: it has happened.
    void acknowledged() {
        Runnable effect = inDoubt;
        inDoubt = () -> {};
        effect.run();
    }

    /// The change was refused by a living node: it has not happened.
    void refused() {
        inDoubt = () -> {};
    }

    /// Compares with what is there: with the change in doubt left out, then with it made. Returns the
    /// objections, none when one of the two fits.
    List<String> check(Posix calls) {
        List<String> without = objections(calls);
        if (without.isEmpty()) {
            refused();
            return List.of();
        }
        acknowledged();
        List<String> with = objections(calls);
        if (with.isEmpty()) {
            return List.of();
        }
        List<String> all = new ArrayList<>();
        without.forEach(text -> all.add("(change in doubt not made) " + text));
        with.forEach(text -> all.add("(change in doubt made) " + text));
        return all;
    }

    /// Takes the content that was found as what is promised from now on.
    void settle(Posix calls) {
        files.forEach((name, file) -> file.settle(calls.readFile(top + "/" + name)));
    }

    private List<String> objections(Posix calls) {
        List<String> objections = new ArrayList<>();
        Set<String> found = foundNames(calls);
        Set<String> promised = new TreeSet<>(directories);
        promised.addAll(files.keySet());
        for (String name : promised) {
            if (!found.contains(name)) {
                objections.add("lost: " + name);
            }
        }
        for (String name : found) {
            if (!promised.contains(name)) {
                objections.add("not promised, or deleted and back: " + name);
            }
        }
        if (objections.isEmpty()) {
            files.entrySet().stream()
                    .sorted(Comparator.comparing(Map.Entry::getKey))
                    .forEach(entry -> checkFile(calls, entry.getKey(), entry.getValue(), objections));
        }
        return objections;
    }

    private void checkFile(Posix calls, String name, PromisedFile file, List<String> objections) {
        try {
            Stat stat = calls.lstat(top + "/" + name);
            file.ino().ifPresent(ino -> {
                if (stat.ino() != ino) {
                    objections.add(name + ": ino=" + stat.ino() + " promised=" + ino);
                }
            });
            if (stat.permissions() != file.mode()) {
                objections.add(name + ": mode=" + Integer.toOctalString(stat.permissions()) + " promised="
                        + Integer.toOctalString(file.mode()));
            }
            long links = files.values().stream().filter(other -> other == file).count();
            if (stat.nlink() != links) {
                objections.add(name + ": nlink=" + stat.nlink() + " promised=" + links);
            }
            byte[] content = calls.readFile(top + "/" + name);
            if (content.length != stat.size()) {
                objections.add(name + ": read=" + content.length + " size=" + stat.size());
            }
            file.objection(content).ifPresent(text -> objections.add(name + ": " + text));
        } catch (PosixException e) {
            objections.add(name + ": " + e.getMessage());
        }
    }

    private Set<String> foundNames(Posix calls) {
        Set<String> found = new HashSet<>();
        for (String name : calls.names(top)) {
            found.add(name);
            if (calls.lstat(top + "/" + name).isDirectory()) {
                for (String inner : calls.names(top + "/" + name)) {
                    found.add(name + "/" + inner);
                }
            }
        }
        return found;
    }
}
