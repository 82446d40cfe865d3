// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.spark.launcher.JavaModuleOptions;

/** A {@link PlanDriver} in a process of its own, and other JVMs of Spark. */
final class Driver implements Closeable {

    private static final int PATIENCE_SECONDS = 180;

    private final Process process;
    private final OutputStream in;
    private final BlockingQueue<List<String>> lines = new LinkedBlockingQueue<>();
    private final List<List<String>> heard = new ArrayList<>();

    Driver() throws IOException {
        this.process =
                jvm(System.getProperty("java.class.path"), PlanDriver.class.getName()).start();
        this.in = process.getOutputStream();
        Thread reader = new Thread(this::read);
        reader.setDaemon(true);
        reader.start();
    }

    static ProcessBuilder jvm(String classPath, String... main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx600m", "-XX:+UseSerialGC"));
        command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(main));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private void read() {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            reader.lines().map(Messages::words).forEach(lines::add);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            lines.add(List.of("end"));
        }
    }

    void send(String... words) throws IOException {
        in.write(Messages.line(words).getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    List<String> await(Predicate<List<String>> wanted) throws InterruptedException {
        for (List<String> known : heard) {
            if (wanted.test(known)) {
                return known;
            }
        }
        while (true) {
            List<String> line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(List.of("end"))) {
                throw new AssertionError("not told, but " + heard);
            }
            heard.add(line);
            if (wanted.test(line)) {
                return line;
            }
        }
    }

    List<String> answer(String task) throws InterruptedException {
        return await(
                line ->
                        List.of("done", "failed").contains(line.get(0))
                                && line.get(1).equals(task));
    }

    /** Ends its input, and returns whether it ends. */
    boolean end() throws IOException, InterruptedException {
        in.close();
        return process.waitFor(1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
