// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.plugin.FrameworkVersion;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.ModelFacts;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.framework.tensor.TensorRuntime;

/** Collects the provenance of the numbers of a run. */
@Internal
public final class Provenances {

    private final Supplier<Provenance.Framework> framework;
    private final String command;

    /** The software of this process: its classes stay those of the commit at which it read them. */
    private static final class Own {
        static final Provenance.Framework FRAMEWORK = thisFramework();
    }

    /**
     * Creates the collector of a process.
     *
     * @param command the command line that started it
     */
    public Provenances(String command) {
        this.command = command;
        this.framework = () -> Own.FRAMEWORK;
    }

    /**
     * Creates the collector of a process that works for another one.
     *
     * @param command the command line that started the other one
     * @param framework the software of the other one
     */
    public Provenances(String command, Provenance.Framework framework) {
        this.command = command;
        this.framework = () -> framework;
    }

    public String command() {
        return command;
    }

    public Provenance.Framework framework() {
        return framework.get();
    }

    public Provenance of(
            PlannedRun planned,
            RunSpec spec,
            PreparedData data,
            TensorRuntime runtime,
            RunNotes notes,
            Instant started,
            List<Compute> consumed) {
        return new Provenance(
                framework(),
                planned.config(),
                planned.hash(),
                spec.seed(),
                data(spec, data),
                backend(spec, runtime),
                notes.facts(),
                notes.examples(),
                notes.absent(),
                notes.start(),
                execution(started, consumed));
    }

    /**
     * Returns where a further evaluation of a model came from.
     *
     * @param model the checksum of its checkpoint
     */
    public EvaluationRecord.EvaluationProvenance of(
            RunModel trained,
            String model,
            List<SettingChange> replaced,
            ModelFacts facts,
            double seconds,
            Instant started,
            List<Compute> consumed) {
        return new EvaluationRecord.EvaluationProvenance(
                model,
                replaced,
                framework(),
                data(trained.spec(), trained.data()),
                backend(trained.spec(), trained.runtime()),
                facts,
                seconds,
                execution(started, consumed));
    }

    private static Provenance.Data data(RunSpec spec, PreparedData prepared) {
        Dataset dataset = prepared.dataset();
        return new Provenance.Data(
                spec.data().name(),
                dataset.checksum(),
                dataset.train().size(),
                dataset.validation().map(Examples::size).orElse(0),
                dataset.test().size(),
                dataset.shape().toString(),
                prepared.preparation().binarization().toString(),
                dataset.files());
    }

    private static Provenance.Backend backend(RunSpec spec, TensorRuntime runtime) {
        Map<String, String> details = new LinkedHashMap<>(runtime.backendDescription());
        details.remove("backend");
        String device = details.remove("device");
        details.put("precision", spec.runtime().precision().toString());
        return new Provenance.Backend(
                runtime.backendName(), device == null ? "cpu" : device, details);
    }

    private Provenance.Execution execution(Instant started, List<Compute> consumed) {
        return new Provenance.Execution(
                started.truncatedTo(ChronoUnit.SECONDS).toString(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                command,
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                "%s %s %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                SystemFacts.processorName(),
                ManagementFactory.getOperatingSystemMXBean().getAvailableProcessors(),
                consumed);
    }

    /** Returns version, commit and whether the working tree was changed, if known. */
    private static Provenance.Framework thisFramework() {
        String root = System.getProperty("vaelab.root");
        if (root == null || !Files.exists(Path.of(root, ".git"))) {
            return new Provenance.Framework(FrameworkVersion.current().text(), null, null);
        }
        Optional<String> commit = git(root, "rev-parse", "HEAD");
        Optional<String> status = git(root, "status", "--porcelain", "--untracked-files=no");
        return new Provenance.Framework(
                FrameworkVersion.current().text(),
                commit.orElse(null),
                status.map(s -> !s.isEmpty()).orElse(null));
    }

    private static Optional<String> git(String root, String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = "git";
        command[1] = "-C";
        command[2] = root;
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0
                    ? Optional.of(output.strip())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
