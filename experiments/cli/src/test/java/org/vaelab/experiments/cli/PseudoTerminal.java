// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program in a JVM of its own, on a pseudo-terminal that {@code script} of util-linux makes.
 */
final class PseudoTerminal implements AutoCloseable {

    private static final String CONTROL_C = "\u0003";

    /** A build in the background ignores Ctrl-C, and so do programs that it starts. */
    private static final String HEEDS_CONTROL_C = "--default-signal=INT";

    private static final long PATIENCE_SECONDS = 120;

    private final Process script;
    private final Thread reader;
    private final StringBuilder screen = new StringBuilder();

    private PseudoTerminal(Process script) {
        this.script = script;
        this.reader = new Thread(this::read, "pseudo-terminal");
        reader.start();
    }

    /**
     * Skips a test where there is no such {@code script}, or no {@code env} of coreutils 8.31 or
     * later.
     */
    static void assumeAvailable() {
        String version = output("script", "--version");
        assumeTrue(
                version.contains("util-linux"),
                "no pseudo-terminal: 'script' of util-linux is not here: " + version);
        String heeds = output("env", HEEDS_CONTROL_C, "echo", "heeds");
        assumeTrue(
                heeds.equals("heeds\n"),
                "no Ctrl-C: 'env' has no option " + HEEDS_CONTROL_C + ": " + heeds);
    }

    /** Returns what a program prints; if it is not there, the reason. */
    private static String output(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException absent) {
            return String.valueOf(absent.getMessage());
        }
    }

    /** Starts the program; its JVM has its arguments from a file in a folder. */
    static PseudoTerminal vaelab(Path folder, String... arguments) throws IOException {
        List<String> options = new ArrayList<>();
        options.add("-Xmx600m");
        options.add("-XX:+UseSerialGC");
        options.add("-XX:TieredStopAtLevel=1");
        options.add("-Dvaelab.root=" + System.getProperty("vaelab.root", ".."));
        options.add("-cp");
        options.add(System.getProperty("java.class.path"));
        options.add(Main.class.getName());
        options.addAll(List.of(arguments));
        Path file = Files.createTempFile(folder, "java-", ".args");
        Files.write(file, options.stream().map(o -> '"' + o.replace("\\", "\\\\") + '"').toList());
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        String command = "exec env " + HEEDS_CONTROL_C + " '" + java + "' '@" + file + "'";
        ProcessBuilder builder =
                new ProcessBuilder("script", "-qefc", command, "/dev/null")
                        .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        builder.environment().put("COLUMNS", "200");
        return new PseudoTerminal(builder.start());
    }

    private void read() {
        try (InputStream in = script.getInputStream()) {
            byte[] buffer = new byte[4096];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (screen) {
                    screen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                    screen.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all that was shown so far. */
    String screen() {
        synchronized (screen) {
            return screen.toString();
        }
    }

    /** Waits until the terminal shows something, and returns it. */
    Matcher await(String regex) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (screen) {
            boolean ended = false;
            while (!ended && System.nanoTime() < deadline) {
                ended = !reader.isAlive();
                Matcher matcher = pattern.matcher(screen);
                if (matcher.find()) {
                    return matcher;
                }
                screen.wait(200);
            }
        }
        throw new AssertionError("'" + regex + "' was not shown: " + screen());
    }

    /** Types Ctrl-C. */
    void interrupt() throws IOException {
        script.getOutputStream().write(CONTROL_C.getBytes(StandardCharsets.US_ASCII));
        script.getOutputStream().flush();
    }

    /** Returns the program's process. */
    ProcessHandle program() {
        return script.children().findFirst().orElseThrow();
    }

    /** Waits for the end of the program, and returns its exit code. */
    int exitCode() throws InterruptedException {
        assertThat(script.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended: %s", screen())
                .isTrue();
        reader.join();
        return script.exitValue();
    }

    @Override
    public void close() {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
    }
}
