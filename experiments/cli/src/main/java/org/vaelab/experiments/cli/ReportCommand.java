// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.UsedPlugins;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.Checklist;
import org.vaelab.reports.render.Sections;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab report}. */
@Command(
        name = "report",
        description = {
            "Write the report of finished runs again, from their records.",
            "Several folders make one joint report.",
            "Other files in the folder of the report stay."
        },
        footer = "With --check: exit code 0 if the report is up to date, otherwise 1.")
final class ReportCommand extends SessionCommand {

    @Parameters(
            paramLabel = "DIR",
            arity = "1..*",
            description =
                    "Folders of comparisons, as compare wrote them, or archives, as archive wrote them.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder of the report: new, empty or that of a report (default: <DIR>/report). Required for several"
                            + " folders. With"
                            + " --checklist: the file.")
    private @Nullable Path out;

    @Option(
            names = "--sections",
            paramLabel = "ID",
            split = ",",
            description =
                    "Sections of the report, in order, such as results,paired (default: those of"
                            + " the config).")
    private List<String> sections = new ArrayList<>();

    @Option(
            names = "--short",
            description =
                    "One page instead: summary, table, figure, setup (default: <DIR>/report-short).")
    private boolean isShort;

    @Option(
            names = "--all",
            description =
                    "Also show completed runs of earlier configs in the folder, as models earlier.NAME.")
    private boolean all;

    @Option(
            names = "--check",
            description =
                    "Write nothing. Check that the existing report matches the records, byte for"
                            + " byte.")
    private boolean check;

    @Option(
            names = "--checklist",
            paramLabel = "VENUE",
            description =
                    "Write a draft of the checklist of a conference instead, neurips or icml: the answers"
                            + " that follow from the records (default file:"
                            + " <DIR>/checklist-<VENUE>.md; - is standard output).")
    private @Nullable String checklist;

    @Mixin private ArchivedPlugins plugins = new ArchivedPlugins();

    @Override
    public Integer call() throws IOException {
        try (OpenedArchives archives = new OpenedArchives(folders, plugins, session())) {
            if (out == null && !check && archives.has(folders.get(0))) {
                throw new UserError(
                        folders.get(0)
                                + " is an archive, and is not changed\n    name a folder for its report with"
                                + " --out DIR, or check it with --check");
            }
            folders = archives.folders();
            return run(archives);
        }
    }

    private int run(OpenedArchives archives) throws IOException {
        if (isShort && (checklist != null || !sections.isEmpty())) {
            throw new UserError(
                    "--short chooses the sections: leave out --sections and --checklist");
        }
        if (checklist != null) {
            return checklist(checklist);
        }
        ReportFolder place = place();
        List<String> known = lab().specs().sections().ids();
        if (check || !known.containsAll(sections)) {
            for (Path folder : folders) {
                plugins.require(
                        new ComparisonFolder(folder).readPlan().sectionPlugins().keySet(),
                        "the report");
            }
        }
        requireSections(known);
        if (check) {
            return check(place, archives.shown(place.path()));
        }
        if (out == null) {
            // While no process at work there writes its own.
            try (Closeable held = Results.in(folders.get(0), lab()).holdReport()) {
                write(place);
            }
        } else {
            requireReplaceable(place);
            write(place);
        }
        console().out().println(place.path());
        return ExitCode.DONE;
    }

    private void write(ReportFolder place) throws IOException {
        try {
            PlanConsole.edited(report().write(place), console());
        } catch (FileAlreadyExistsException e) {
            throw new UserError(FileProblem.of(e), e);
        }
    }

    private int checklist(String name) throws IOException {
        Map<String, Checklist.Venue> venues = new LinkedHashMap<>();
        for (Checklist.Venue each : Checklist.Venue.values()) {
            venues.put(each.toString(), each);
        }
        Checklist.Venue venue = venues.get(name);
        if (venue == null) {
            throw new UserError(
                    "--checklist: unknown venue '"
                            + name
                            + "'\n    "
                            + Spelling.hint(name, List.copyOf(venues.keySet())));
        }
        if (check || !sections.isEmpty()) {
            throw new UserError("--checklist writes no report: leave out --check and --sections");
        }
        requireFolders();
        if (out == null && folders.size() > 1) {
            throw new UserError(
                    "the checklist of several folders needs a file: name it with --out FILE");
        }
        Path file = out == null ? folders.get(0).resolve(venue.file()) : out;
        String text = Checklist.of(read(), venue);
        if (OutFile.isStandardOutput(file)) {
            console().out().print(text);
            console().out().flush();
            return ExitCode.DONE;
        }
        if (Files.exists(file)
                && (!Files.isRegularFile(file) || !Files.readString(file).equals(text))) {
            throw new UserError(
                    file
                            + " is there already, and may have your answers\n    move it, or name another"
                            + " file with --out; nothing is overwritten");
        }
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
        console().out().println(file);
        return ExitCode.DONE;
    }

    private Comparison read() throws IOException {
        Console console = console();
        try {
            console.show("report: reading the records");
            return Comparison.read(folders, all);
        } finally {
            console.show("");
        }
    }

    private void requireSections(List<String> known) {
        for (String id : sections) {
            if (!known.contains(id)) {
                throw new UserError(
                        "--sections: unknown section '"
                                + id
                                + "'\n    "
                                + Spelling.hint(id, known));
            }
        }
    }

    private Report report() throws IOException {
        Console console = console();
        try {
            Comparison read = read();
            UsedPlugins.warnOfOthers(
                    read.completed(),
                    read.plan().sectionPlugins(),
                    lab().plugins().jars(),
                    folders.stream().map(Path::toString).collect(Collectors.joining(", ")));
            List<String> chosen = isShort ? Sections.SHORT : sections;
            return Report.of(
                    chosen.isEmpty() ? read : read.showing(chosen),
                    lab().specs().sections().all(),
                    part -> console.show("report: " + part));
        } finally {
            console.show("");
        }
    }

    private void requireFolders() throws IOException {
        Set<Path> distinct = new LinkedHashSet<>();
        for (Path folder : folders) {
            requireComparison(folder);
            if (!distinct.add(folder.toRealPath())) {
                throw new UserError(folder + " is named twice");
            }
        }
    }

    private ReportFolder place() throws IOException {
        requireFolders();
        if (out != null) {
            OutFile.requireFolder(out);
            return new ReportFolder(out);
        }
        if (folders.size() > 1) {
            throw new UserError(
                    "the report of several folders needs a place of its own: name it with --out DIR");
        }
        ComparisonFolder of = new ComparisonFolder(folders.get(0));
        return new ReportFolder(isShort ? of.path().resolve("report-short") : of.report());
    }

    private static void requireReplaceable(ReportFolder place) throws IOException {
        if (!place.mayBeReplaced()) {
            throw new UserError(
                    "--out "
                            + place.path()
                            + " is there, and is not a report\n    choose another folder; nothing is"
                            + " overwritten");
        }
    }

    private int check(ReportFolder place, String shown) throws IOException {
        Console console = console();
        Report report = report();
        ReportFolder.Differences differences = report.differencesOf(place);
        differences.different().forEach(file -> console.out().println("differs: " + file));
        differences.missing().forEach(file -> console.out().println("missing: " + file));
        differences.extra().forEach(file -> console.out().println("extra:   " + file));
        if (differences.isUpToDate()) {
            console.out().println(shown + " is what the records give: " + report.size() + " files");
            return ExitCode.DONE;
        }
        console.error(shown + " is not what the records give");
        return ExitCode.FAILED;
    }
}
