// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Java virtual machines for measurements that want one of their own, and their options. */
final class ChildJvm {

    /** The module of vector instructions, with which kernels of nd4j are faster. */
    static final String VECTOR_API = "--add-modules=jdk.incubator.vector";

    private ChildJvm() {}

    /** Has libraries log warnings only. */
    static void quiet() {
        Logger.getLogger("").setLevel(Level.WARNING);
    }

    /**
     * Runs a class of this class path, and waits for its end. What it writes to standard error goes
     * to that of this process.
     *
     * @param lines hears each line of its standard output
     * @throws IOException if it cannot be started, or does not end well
     */
    static void run(Class<?> main, List<String> arguments, Consumer<String> lines)
            throws IOException, InterruptedException {
        run(main, List.of(), arguments, lines);
    }

    /**
     * Runs a class with further options of its virtual machine.
     *
     * @throws IOException if it cannot be started, or does not end well
     */
    static void run(
            Class<?> main, List<String> options, List<String> arguments, Consumer<String> lines)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add(VECTOR_API);
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
            }
        } finally {
            process.destroy();
        }
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(main.getSimpleName() + " " + arguments + " ended with " + exit);
        }
    }
}
