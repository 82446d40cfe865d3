// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.catalog.DataCatalog;
import org.vaelab.framework.tables.TableEngine;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.BackendException;
import picocli.CommandLine.Command;

/** {@code vaelab doctor}. */
@Command(
        name = "doctor",
        description = "Show what VaeLab found here: Java, processor, backends, data.")
final class DoctorCommand extends SessionCommand {

    private static final int LABEL_WIDTH = 11;

    @Override
    public Integer call() {
        PrintWriter out = console().out();
        HostFacts host = HostFacts.ofSystem();
        int processors = Runtime.getRuntime().availableProcessors();
        line(out, "vaelab", FrameworkVersion.current().text());
        java(out);
        host(out, host, processors);
        boolean usable = backends(out, lab().backends());
        String label = "libraries";
        for (String library : lab().backends().libraryReport()) {
            line(out, label, library);
            label = "";
        }
        line(out, "tables", tables());
        for (String warning : host.warnings(System.getenv(), processors)) {
            line(out, "warning", warning);
        }
        line(
                out,
                "gpu",
                host.gpuTool()
                        .map(tool -> "nvidia-smi: " + tool)
                        .orElse("no nvidia-smi on the PATH"));
        for (String device : lab().backends().deviceReport()) {
            line(out, "", device);
        }
        data(out, lab().specs());
        Console console = console();
        line(
                out,
                "terminal",
                (console.status() == null ? "no" : "yes")
                        + ", colours "
                        + (console.isColoured() ? "on" : "off"));
        return usable ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static String tables() {
        try {
            return TableEngine.describe();
        } catch (DataException e) {
            return "cannot be read: " + e.getMessage().replace("\n", "; ");
        }
    }

    private static void java(PrintWriter out) {
        line(
                out,
                "java",
                System.getProperty("java.vm.name")
                        + " "
                        + System.getProperty("java.vm.version")
                        + ", "
                        + System.getProperty("java.home"));
        line(out, "", "heap of at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
    }

    private static void host(PrintWriter out, HostFacts host, int processors) {
        line(
                out,
                "system",
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " "
                        + System.getProperty("os.arch")
                        + host.memoryMebibytes().map(m -> ", " + m + " MiB of memory").orElse(""));
        line(out, "processor", host.processor() + ", " + processors + " usable");
        if (!host.simd().isEmpty()) {
            line(out, "", String.join(" ", host.simd()));
        }
    }

    private static boolean backends(PrintWriter out, Backends backends) {
        boolean usable = false;
        for (String name : backends.names()) {
            String found;
            try (TensorRuntime runtime = backends.open(name, Backends.AUTO, 1, DType.FLOAT32)) {
                found = "usable: " + describe(runtime.backendDescription());
                usable = true;
            } catch (BackendException | LinkageError e) {
                found = "cannot be loaded: " + e.getMessage();
            }
            line(out, "backend", name + " " + found);
        }
        if (backends.names().isEmpty()) {
            line(out, "backend", "none on the class path");
        }
        return usable;
    }

    private static String describe(Map<String, String> description) {
        Map<String, String> facts = new TreeMap<>(description);
        facts.remove("backend");
        facts.remove("threads");
        return String.join(
                ", ", facts.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
    }

    private static void data(PrintWriter out, SpecContext context) {
        DataLocations locations = context.locations();
        String label = "data";
        for (DataLocations.Root root : locations.roots()) {
            line(out, label, "looked for in " + root);
            label = "";
        }
        for (DataCatalog.Entry entry :
                DataCatalog.entries(context.plugins().of(DataSource.class), locations)) {
            line(out, "", entry.name() + ": " + entry.location());
        }
    }

    private static void line(PrintWriter out, String label, String text) {
        out.println(label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length())) + text);
    }
}
