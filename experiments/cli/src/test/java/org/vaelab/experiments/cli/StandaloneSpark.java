// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A standalone master of Spark and two workers with one core each, on the loopback address. */
final class StandaloneSpark implements Closeable {

    private static final String HOST = "127.0.0.1";

    private static final Path MODULE =
            Path.of(System.getProperty("vaelab.root", ".."), "experiments", "spark", "target");

    private final Path home;
    private final String url;
    private final Process master;
    private final List<Process> workers = new ArrayList<>();

    private StandaloneSpark(Path home) throws IOException, InterruptedException {
        this.home = home;
        int port = freePort();
        this.url = "spark://" + HOST + ":" + port;
        this.master = start("master.Master", "--host", HOST, "--port", "" + port);
        awaitMaster(port);
        workers.add(startWorker());
        workers.add(startWorker());
    }

    static void assumeBuilt() {
        assumeTrue(
                Files.isDirectory(MODULE.resolve("spark")),
                "the module of Spark is not built: ./mvnw -Pspark -pl experiments/spark package");
    }

    /** Starts a cluster that works in a folder. */
    static StandaloneSpark in(Path home) throws IOException, InterruptedException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        link(MODULE.resolve("spark"), "*.jar", jars);
        link(MODULE, "vaelab-spark-*.jar", Files.createDirectories(home.resolve("module")));
        link(MODULE.resolve("spark"), "*.jar", home.resolve("module"));
        return new StandaloneSpark(home);
    }

    private static void link(Path from, String glob, Path to) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(from, glob)) {
            for (Path file : files) {
                Files.createSymbolicLink(to.resolve(file.getFileName()), file.toRealPath());
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitMaster(int port) throws InterruptedException {
        for (int attempt = 0; attempt < 300; attempt++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Thread.sleep(200);
            }
        }
        throw new AssertionError("the master of Spark does not start");
    }

    private Process start(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx400m", "-XX:+UseSerialGC"));
        for (String name :
                List.of("lang", "lang.invoke", "nio", "util", "util.concurrent", "net")) {
            command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
        }
        command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
        command.addAll(List.of("-cp", home.resolve("jars") + "/*"));
        command.add("org.apache.spark.deploy." + main);
        command.addAll(List.of(arguments));
        command.addAll(List.of("--webui-port", "0"));
        Path log = home.resolve(main + ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(home.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_LOCAL_IP", HOST);
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().remove("MASTER");
        return builder.start();
    }

    private Process startWorker() throws IOException {
        Path work = Files.createTempDirectory(home, "worker-");
        return start(
                "worker.Worker",
                "--host",
                HOST,
                "--cores",
                "1",
                "--memory",
                "1500m",
                "--work-dir",
                work.toString(),
                url);
    }

    String url() {
        return url;
    }

    /** Returns the folder for {@code -Dvaelab.spark}. */
    Path module() {
        return home.resolve("module");
    }

    int workers() {
        return workers.size();
    }

    /** Kills a worker with its executors and their VaeLab processes, and starts it again. */
    boolean killWorker(int index) throws IOException {
        Process worker = workers.get(index);
        boolean hasKilled =
                killAll(Stream.concat(Stream.of(worker.toHandle()), worker.descendants()));
        workers.set(index, startWorker());
        return hasKilled;
    }

    /** Returns the executors and their VaeLab processes. */
    Stream<ProcessHandle> executors() {
        return workers.stream().flatMap(Process::descendants);
    }

    /** Kills the executors of a worker alone. */
    boolean killExecutors(int index) {
        return killAll(workers.get(index).children());
    }

    /** Returns whether there were any. */
    static boolean killAll(Stream<ProcessHandle> processes) {
        List<ProcessHandle> all = processes.toList();
        all.forEach(ProcessHandle::destroyForcibly);
        return !all.isEmpty();
    }

    @Override
    public void close() {
        killAll(
                Stream.concat(Stream.of(master), workers.stream())
                        .flatMap(
                                process ->
                                        Stream.concat(
                                                Stream.of(process.toHandle()),
                                                process.descendants())));
    }
}
