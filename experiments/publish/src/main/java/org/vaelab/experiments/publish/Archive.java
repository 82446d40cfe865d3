// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecException;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.CommandText;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.reports.Report;
import org.vaelab.reports.ReportFolder;
import org.vaelab.reports.text.TextTemplate;

/**
 * Writes a comparison as one zip file, which is a Workflow Run RO-Crate. The layout is that of the
 * folder of the comparison. Equal content gives equal bytes.
 *
 * <p>Data are never included: they are described. A failed step is not included either, since it
 * holds examples of the data.
 */
@Internal
public final class Archive {

    /**
     * What an archive has.
     *
     * @param weights whether checkpoints are included, and what was made of them
     * @param incomplete whether missing runs, plugins and data are stated in the archive; else they
     *     are refused
     * @param license of the records and the report: an identifier of SPDX or an address; empty:
     *     none is stated
     */
    public record Choice(boolean weights, boolean incomplete, Optional<String> license) {}

    /** Folders of a run that hold its parameters. */
    private static final Set<String> OF_WEIGHTS = Set.of("checkpoint", "card", "onnx");

    private static final Set<String> NEVER = Set.of("failure");

    private final ComparisonFolder folder;
    private final ComparisonPlan plan;
    private final Lab lab;
    private final Choice choice;
    private final List<String> gaps = new ArrayList<>();
    private final Map<PlannedRun, RunRecord> records = new LinkedHashMap<>();
    private final SortedMap<String, Path> copied = new TreeMap<>();
    private final SortedMap<String, byte[]> made = new TreeMap<>();
    private final List<String> plugins = new ArrayList<>();
    private final List<DataDescription> data = new ArrayList<>();
    private int leftOut;
    private long leftOutBytes;

    private Archive(Path folder, Lab lab, Choice choice) throws IOException {
        this.folder = new ComparisonFolder(folder);
        this.plan = this.folder.readPlan();
        this.lab = lab;
        this.choice = choice;
    }

    /**
     * Collects what the archive of a comparison will have.
     *
     * @throws UserError if the comparison is not complete, or its report is not what the records
     *     give
     */
    public static Archive of(Path folder, Lab lab, Choice choice) throws IOException {
        Archive archive = new Archive(folder, lab, choice);
        archive.collectRuns();
        archive.collectReport();
        archive.collectPlugins();
        archive.describeData();
        if (!archive.gaps.isEmpty() && !choice.incomplete()) {
            throw new UserError(
                    folder
                            + " is not complete:\n    "
                            + String.join("\n    ", archive.gaps)
                            + "\n    an incomplete archive states what is missing");
        }
        archive.describe();
        return archive;
    }

    private void collectRuns() throws IOException {
        copied.put("plan.json", folder.plan());
        List<String> missing = new ArrayList<>();
        for (PlannedRun run : plan.runs()) {
            RunFolder files = folder.run(run);
            // A report shows what is there of runs that have not ended.
            collect("runs/" + run.folderName(), files.path());
            if (files.hasResult()) {
                records.put(run, files.readResult());
            } else {
                missing.add(run.label());
            }
        }
        if (records.isEmpty()) {
            throw new UserError(
                    folder.path() + ": no run has ended, so there is nothing to archive");
        }
        if (!missing.isEmpty()) {
            gaps.add(
                    "%s of %s have not ended: %s; the command that started them goes on"
                            .formatted(
                                    missing.size(),
                                    Amount.of(plan.runs().size(), "run"),
                                    String.join(", ", missing)));
        }
        for (SearchFolder search : folder.allSearches()) {
            collect("search/" + search.path().getFileName(), search.path());
        }
        for (RunRecord record : records.values()) {
            collectStart(record.provenance().start());
        }
    }

    /**
     * Adds the run that another started from: its record, and its checkpoint where those are
     * included.
     */
    private void collectStart(Provenance.@Nullable Start start) throws IOException {
        if (start == null || copied.containsKey("runs/" + start.name() + "/result.json")) {
            return;
        }
        RunFolder from = new RunFolder(Path.of(start.run()));
        if (from.hasResult()) {
            collect(ArchiveFile.STARTS + "/" + start.name(), from.path());
        } else {
            gaps.add("the run that others start from is not here: " + start.run());
        }
    }

    private void collect(String name, Path from) throws IOException {
        for (Map.Entry<String, Path> entry : FolderTree.files(from).entrySet()) {
            Path file = entry.getValue();
            List<String> parts = List.of(entry.getKey().split("/"));
            if (parts.stream().anyMatch(p -> p.startsWith(".") || NEVER.contains(p))) {
                continue;
            }
            if (!choice.weights() && parts.stream().anyMatch(OF_WEIGHTS::contains)) {
                leftOut++;
                leftOutBytes += Files.size(file);
                continue;
            }
            if (file.endsWith(Path.of("checkpoint", CheckpointFile.NAME))) {
                RunFolder run = new RunFolder(file.getParent().getParent());
                (run.hasResult()
                                ? CheckpointFile.of(run, run.readResult())
                                : new CheckpointFile(run.checkpoint()))
                        .verify();
            }
            copied.put(name + "/" + entry.getKey(), file);
        }
    }

    /** Adds the files of the report. Other files in its folder are left out. */
    private void collectReport() throws IOException {
        Report report = Results.in(folder.path(), lab).report();
        ReportFolder.Differences differences =
                report.differencesOf(new ReportFolder(folder.report()));
        if (!differences.isUpToDate()) {
            throw new UserError(
                    "%s is not what the records give; write it again first:\n    %s"
                            .formatted(
                                    folder.report(),
                                    CommandText.vaelab(
                                            List.of("report", folder.path().toString()))));
        }
        for (String file : report.files()) {
            copied.put("report/" + file, folder.report().resolve(file));
        }
    }

    private void collectPlugins() throws IOException {
        for (Map.Entry<String, Set<String>> jar : RecordedPlugins.of(folder).entrySet()) {
            for (String checksum : jar.getValue()) {
                Optional<PluginJar> given =
                        lab.jars().jars().stream()
                                .filter(other -> other.recorded().equals(checksum))
                                .findFirst();
                if (given.isPresent()) {
                    collectPlugin(jar.getKey(), given.get().path().toAbsolutePath());
                } else {
                    gaps.add(
                            "the plugin %s (%s) is not given: add the plugin's jar '%s'"
                                    .formatted(jar.getKey(), checksum, jar.getKey()));
                }
            }
        }
    }

    private void collectPlugin(String name, Path jar) throws IOException {
        String member = ArchiveFile.PLUGINS + "/" + name;
        plugins.add(member);
        put(member, jar);
        try {
            for (Path library : RecordedPlugins.libraries(jar)) {
                put(
                        ArchiveFile.PLUGINS + "/" + library.toString().replace('\\', '/'),
                        jar.resolveSibling(library));
            }
        } catch (IllegalArgumentException e) {
            gaps.add(name + ": " + e.getMessage());
        }
    }

    private void put(String member, Path file) throws IOException {
        Path other = copied.put(member, file);
        if (!FolderTree.isInside(member)
                || (other != null && !Sha256.of(other).equals(Sha256.of(file)))) {
            throw new UserError(
                    "%s cannot be %s in the archive%s"
                            .formatted(
                                    file,
                                    member,
                                    other == null
                                            ? ": rename it"
                                            : ", which is " + other + " already"));
        }
    }

    private void describeData() {
        List<RunSpec> runs = new ArrayList<>();
        for (Map.Entry<PlannedRun, RunRecord> run : records.entrySet()) {
            String recorded = run.getValue().provenance().data().checksum();
            try {
                RunSpec spec = RunSpec.read(run.getValue().provenance().config(), lab.specs());
                if (lab.data().get(spec).dataset().checksum().equals(recorded)) {
                    runs.add(spec);
                    continue;
                }
                gap(run.getKey(), "they have changed since");
            } catch (DataException | SpecException e) {
                gap(run.getKey(), String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            }
        }
        data.addAll(DataDescription.of(runs, lab));
    }

    private void gap(PlannedRun run, String why) {
        gaps.add("the data of " + run.label() + " are not here, so they are not described: " + why);
    }

    private void describe() throws IOException {
        if (plan.source() != null) {
            made.put("config.yaml", plan.source().getBytes(StandardCharsets.UTF_8));
        }
        for (DataDescription described : data) {
            described.write().forEach((name, content) -> made.put("data/" + name, content));
        }
        made.put("environment.json", RecordMapper.document(environments()));
        made.put("README.md", readme().getBytes(StandardCharsets.UTF_8));
        made.put(
                RunCrate.NAME,
                RecordMapper.document(
                        new RunCrate(plan, records, data, plugins, gaps, choice.license(), sizes())
                                .metadata()));
    }

    private Map<String, Long> sizes() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        made.forEach((name, content) -> sizes.put(name, (long) content.length));
        for (Map.Entry<String, Path> file : copied.entrySet()) {
            sizes.put(file.getKey(), Files.size(file.getValue()));
        }
        return sizes;
    }

    /** Returns each software and machine once, with the runs that it executed. */
    private ArrayNode environments() {
        Map<ObjectNode, List<String>> runs = new LinkedHashMap<>();
        records.forEach(
                (run, record) -> {
                    Provenance from = record.provenance();
                    ObjectNode of = JsonNodeFactory.instance.objectNode();
                    of.set("framework", RecordMapper.tree(from.framework()));
                    of.set("backend", RecordMapper.tree(from.backend()));
                    if (from.execution() != null) {
                        ObjectNode all = (ObjectNode) RecordMapper.tree(from.execution());
                        of.setAll(all.retain("jvm", "os", "cpu", "cpus"));
                    }
                    runs.computeIfAbsent(of, k -> new ArrayList<>()).add(run.folderName());
                });
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        runs.forEach(
                (of, names) ->
                        all.add(of.deepCopy().<ObjectNode>set("runs", RecordMapper.tree(names))));
        return all;
    }

    private String readme() {
        Map<String, Object> facts = new HashMap<>();
        facts.put("name", plan.name());
        facts.put("runs", runs());
        facts.put("version", lab.provenances().framework().version());
        facts.put("run", records.keySet().iterator().next().folderName());
        facts.put("data", data);
        facts.put("license", choice.license().orElse(""));
        facts.put("gaps", gaps);
        facts.put("leftOut", leftOut());
        return TextTemplate.fill(Archive.class, "archive.md", facts);
    }

    /** Returns how many files of parameters were left out; empty if none was. */
    private String leftOut() {
        return leftOut == 0 ? "" : Amount.of(leftOut, "file") + ", " + megabytes(leftOutBytes);
    }

    private String runs() {
        long failed = records.values().stream().filter(run -> run.failure() != null).count();
        return Amount.of(records.size(), "run")
                + (failed == 0 ? "" : ", of which " + failed + " failed");
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    /** Returns what the archive has and lacks, a line each, after it was written. */
    public List<String> summary(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(
                "written: %s, %s: %s, %s"
                        .formatted(
                                file,
                                megabytes(Files.size(file)),
                                runs(),
                                Amount.of(copied.size() + made.size() + 1L, "file")));
        if (leftOut > 0) {
            lines.add(
                    "without parameters: " + leftOut() + "; an archive with weights includes them");
        }
        gaps.forEach(gap -> lines.add("missing: " + gap));
        return lines;
    }

    /** Writes the archive, wholly or not at all. */
    public void write(Path file) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String first : List.of(RunCrate.NAME, "README.md")) {
            members.put(first, made.get(first));
        }
        SortedMap<String, Object> others = new TreeMap<>(made);
        others.putAll(copied);
        others.forEach(members::putIfAbsent);
        ArchiveFile.write(file, members);
    }
}
