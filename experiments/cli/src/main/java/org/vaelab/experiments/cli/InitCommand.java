// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.run.Control;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.scaffold.ConfigDraft;
import org.vaelab.experiments.scaffold.RowsInTime;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.TemporaryPath;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.sources.catalog.Recognition;
import org.vaelab.framework.sources.catalog.Recognized;
import org.vaelab.framework.training.StepReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab init}. */
@Command(
        name = "init",
        description = {
            "Write a config for files of data: what they are, and models that fit them.",
            "It reads the files, tries every model for some seconds, and chooses the number of steps"
                    + " for a comparison of about five minutes on this machine.",
            "Without files it lists what it takes."
        })
final class InitCommand extends SessionCommand {

    private static final int TRIED_STEPS = 1000;
    private static final int SEEDS = 3;
    private static final double SECONDS = 300;
    private static final long MOST_EPOCHS = 200;
    private static final long LEAST_STEPS = 100;

    /** Of the time of a run, if it can be. */
    private static final double MOST_EVALUATION = 0.4;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "A file or folder of data; or two: training and test data, arrays and their"
                            + " labels, a folder of images and a table that names them.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "CONFIG",
            description = "Config to write (default: the name of the data and .yaml, here).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        PrintWriter print = console().out();
        if (files.isEmpty()) {
            print.println("vaelab init FILE writes a config for one of these:");
            Recognition.TAKEN.forEach(kind -> print.println("  " + kind));
            return ExitCode.DONE;
        }
        String name = ConfigDraft.name(out == null ? files.get(0) : out);
        Path config = out == null ? Path.of(name + ".yaml") : out;
        if (Files.isDirectory(config)) {
            throw new UserError(config + " is a folder; name a config in it with --out");
        } else if (Files.exists(config)) {
            throw new UserError(
                    config
                            + " is there, and is not overwritten\n    choose another name with --out");
        }
        ConfigDraft draft = draft(name);
        print.println(
                "%s: source %s, %s and %s"
                        .formatted(
                                files.stream()
                                        .map(Path::toString)
                                        .collect(Collectors.joining(", ")),
                                draft.data().source(),
                                Amount.of(draft.dataset().train().size(), "training example"),
                                Amount.of(draft.dataset().test().size(), "test example")));
        draft.data().doubts().forEach(doubt -> print.println("to check: " + doubt));
        print.flush();
        String text = OptionWords.in(measured(draft, config.toAbsolutePath().getParent()));
        AtomicFile.write(config, text.getBytes(StandardCharsets.UTF_8));
        print.println("written: " + config);
        Experiment.read(config, lab())
                .on(draft.dataset())
                .plan()
                .warnings()
                .forEach(warning -> console().line("warning: " + warning));
        print.println("now: ./vaelab compare " + config);
        return ExitCode.DONE;
    }

    /** Returns a config for the first that the files may be and that can be loaded. */
    private ConfigDraft draft(String name) throws IOException {
        List<Recognized> may = new ArrayList<>(Recognition.of(files));
        Optional<Recognized> table =
                may.stream().filter(found -> found.source().equals("table")).findFirst();
        if (table.isPresent() && files.size() == 1 && !may.get(0).source().equals("text")) {
            RowsInTime.of(files.get(0), this::load).ifPresent(series -> may.add(0, series));
        }
        for (Recognized found : may.subList(0, may.size() - 1)) {
            try {
                return draft(name, found, table);
            } catch (DataException e) {
                // It is the next.
            }
        }
        return draft(name, may.get(may.size() - 1), table);
    }

    private ConfigDraft draft(String name, Recognized found, Optional<Recognized> table)
            throws IOException {
        boolean mayBeTable = found.source().equals("series");
        return new ConfigDraft(name, found, load(found), table.filter(other -> mayBeTable))
                .checked();
    }

    private Dataset load(Recognized found) throws IOException {
        try (TemporaryPath folder = TemporaryPath.folder("init-")) {
            Path config = folder.path().resolve("config.yaml");
            Files.writeString(config, ConfigDraft.reading(found, folder.path()));
            return Experiment.read(config, lab()).dataset();
        }
    }

    /** Times the steps of each model for a few seconds, after those that compile code. */
    private static final class Stopwatch {

        private static final int COMPILING_STEPS = 4;
        private static final double COMPILING_SECONDS = 2;
        private static final double MEASURED_SECONDS = 2;

        private final Map<String, Steps> models = new LinkedHashMap<>();

        /**
         * Steps of a model.
         *
         * @param begun when its first step was done, in nanoseconds
         * @param from the last of the steps that compile code, {@code fromNanos} when it was done
         * @param done the last step
         * @param planned its steps in the config
         */
        private record Steps(
                long begun, long from, long fromNanos, long done, long doneNanos, long planned) {

            Steps then(long step, long now) {
                boolean compiles =
                        step <= COMPILING_STEPS && seconds(begun, now) < COMPILING_SECONDS;
                return compiles
                        ? new Steps(begun, step, now, step, now, planned)
                        : new Steps(begun, from, fromNanos, step, now, planned);
            }

            boolean isMeasured() {
                return done > from && seconds(fromNanos, doneNanos) >= MEASURED_SECONDS;
            }

            double secondsOfStep() {
                return seconds(fromNanos, doneNanos) / (done - from);
            }

            private static double seconds(long since, long until) {
                return (until - since) / 1e9;
            }
        }

        synchronized Control step(PlannedRun run, StepReport report) {
            long now = System.nanoTime();
            long step = report.step();
            Steps first = new Steps(now, step, now, step, now, RunProgress.ofFresh(run).steps());
            Steps steps =
                    models.merge(run.model(), first, (before, none) -> before.then(step, now));
            return steps.isMeasured() ? Control.finish("its steps are timed") : Control.GO_ON;
        }

        double secondsOfStep(String model) {
            return models.get(model).secondsOfStep();
        }

        /** Returns the models that have this number of steps. */
        List<String> having(long steps) {
            return models.keySet().stream()
                    .filter(model -> models.get(model).planned() == steps)
                    .toList();
        }

        /** Returns the seconds of all steps of the models that have other numbers of steps. */
        double ofOthers(long steps) {
            return models.values().stream()
                    .filter(model -> model.planned() != steps)
                    .mapToDouble(model -> model.planned() * model.secondsOfStep())
                    .sum();
        }
    }

    /** Trains every model for some seconds, and returns the config with as many steps as fit. */
    private String measured(ConfigDraft draft, Path folder) throws IOException {
        try (TemporaryPath tried = TemporaryPath.folder("init-")) {
            Path config = tried.path().resolve("config.yaml");
            Dataset few = draft.few();
            ConfigDraft.Effort effort = new ConfigDraft.Effort(TRIED_STEPS, few.test().size());
            Files.writeString(config, draft.yaml(tried.path(), effort, ""));
            console().line("trying every model for some seconds");
            Stopwatch watch = new Stopwatch();
            Listener told =
                    Listener.on(
                            RunEvent.Finished.class,
                            of -> console().line(timed(of.record(), watch)));
            Results results =
                    Experiment.read(config, lab())
                            .with("seeds", List.of(1))
                            .in(tried.path().resolve("tried"))
                            .on(few)
                            .plan()
                            .run(Executor.local(1), Listener.controlledBy(1, watch::step).and(told))
                            .orThrow();
            double evaluationOfFew =
                    results.records().stream()
                            .mapToDouble(record -> record.timing().evaluateSeconds())
                            .sum();
            int examples =
                    draft.importanceExamples(MOST_EVALUATION * SECONDS / SEEDS / evaluationOfFew);
            double evaluation = draft.evaluationScale(examples) * evaluationOfFew;
            double left = SECONDS / SEEDS - watch.ofOthers(TRIED_STEPS) - evaluation;
            List<String> tuned = watch.having(TRIED_STEPS);
            double step = tuned.stream().mapToDouble(watch::secondsOfStep).sum();
            double most = 1.0 * MOST_EPOCHS * draft.stepsOfEpoch();
            double fitting = Math.min(left / step, most);
            long steps = Math.max(LEAST_STEPS, twoDigits((long) fitting));
            String limit = left / step < most ? "" : " They are those of 200 epochs.";
            String note =
                    String.format(
                            Locale.ROOT,
                            "A step of %s took %.0f ms together here, so three seeds of all models take at most about %s.",
                            String.join(", ", tuned),
                            1000 * step,
                            ConsoleText.duration(SEEDS * (SECONDS / SEEDS - left + step * steps)));
            return draft.yaml(folder, new ConfigDraft.Effort(steps, examples), note + limit);
        }
    }

    /** Returns a number rounded down to two digits that are not 0. */
    private static long twoDigits(long number) {
        long unit = 1;
        while (number / unit >= 100) {
            unit *= 10;
        }
        return number / unit * unit;
    }

    private static String timed(RunRecord record, Stopwatch watch) {
        return String.format(
                Locale.ROOT,
                "  %s: %.1f ms a step",
                record.model(),
                1000 * watch.secondsOfStep(record.model()));
    }
}
