// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.framework.sources.DataLocations;

/**
 * A process that carries out one command of VaeLab after the other in one folder, so that a test of
 * many commands starts one JVM. A script named {@code vaelab} in that folder hands its arguments to
 * it, and can be piped and redirected as the program itself.
 */
final class CommandWorker implements AutoCloseable {

    private static final String SCRIPT =
            """
            #!/bin/bash
            # Paths of other folders are those of another process. A plugin is built with jars side by side.
            case $PWD,$1 in
                '%1$s',new | '%1$s',try) exec '%2$s' "$@" ;;
                '%1$s',*) ;;
                *) exec '%2$s' "$@" ;;
            esac
            exec 3<>/dev/tcp/127.0.0.1/%3$s
            { printf '%%s\\0' "$#" "$@"; } >&3
            read -r status <&3
            cat '%4$s/out'
            cat '%4$s/err' >&2
            exit "$status"
            """;

    private final Process process;

    private CommandWorker(Process process) {
        this.process = process;
    }

    /**
     * Starts a worker, and writes the script.
     *
     * @param folder where commands run
     * @param outputs an empty folder, for what they print
     * @param launcher the program, for commands in other folders, and for those of plugins
     * @param data where data sets are sought first
     */
    static CommandWorker start(Path folder, Path outputs, Path launcher, Path data)
            throws IOException {
        ProcessBuilder java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx3g",
                                "-XX:+UseSerialGC",
                                "-Djava.awt.headless=true",
                                "-Dvaelab.root=" + System.getProperty("vaelab.root"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                CommandWorker.class.getName(),
                                outputs.toString())
                        .directory(folder.toFile())
                        .redirectError(outputs.resolve("log").toFile());
        java.environment().put("HOME", folder.toString());
        java.environment().put("VAELAB_DATA", data.toString());
        CommandWorker worker = new CommandWorker(java.start());
        String port = worker.process.inputReader(StandardCharsets.UTF_8).readLine();
        Path script = folder.resolve("vaelab");
        String text =
                SCRIPT.formatted(folder.toRealPath(), launcher.toAbsolutePath(), port, outputs);
        Files.writeString(script, text);
        if (!script.toFile().setExecutable(true)) {
            throw new IOException(script + " cannot be made executable");
        }
        return worker;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Prints its port, and ends with the process that started it. */
    public static void main(String[] args) throws IOException {
        Path outputs = Path.of(args[0]);
        Thread parent = new Thread(CommandWorker::endWithParent);
        parent.setDaemon(true);
        parent.start();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (true) {
                try (Socket socket = server.accept()) {
                    serve(socket, outputs);
                }
            }
        }
    }

    private static void endWithParent() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Ends too.
        }
        Runtime.getRuntime().halt(0);
    }

    private static void serve(Socket socket, Path outputs) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        int count = Integer.parseInt(word(in));
        String[] arguments = new String[count];
        for (int i = 0; i < count; i++) {
            arguments[i] = word(in);
        }
        int status;
        try (OutputStream out =
                        new BufferedOutputStream(Files.newOutputStream(outputs.resolve("out")));
                PrintWriter err =
                        new PrintWriter(outputs.resolve("err").toFile(), StandardCharsets.UTF_8)) {
            Console console = Console.of(new StandardOutput(out), err);
            status = Main.run(console, DataLocations.ofSystem(), arguments);
        }
        socket.getOutputStream().write((status + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String word(InputStream in) throws IOException {
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        for (int b = in.read(); b > 0; b = in.read()) {
            word.write(b);
        }
        return word.toString(StandardCharsets.UTF_8);
    }
}
