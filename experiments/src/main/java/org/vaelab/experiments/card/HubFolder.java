// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.card;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vaelab.experiments.run.OnnxExport;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.card.ModelCard;
import org.vaelab.reports.text.ShellWords;

/**
 * Writes the folder of a finished run for a model hub.
 *
 * <p>It is itself the folder of a run, so that every command that takes a run takes it.
 *
 * @param run the finished run
 * @param export its halves as ONNX; empty if there are none
 * @param refusal why there is no ONNX file; empty if there is one
 * @param license the identifier of the license; empty if the author has not named one
 */
public record HubFolder(
        RunFolder run,
        Optional<OnnxExport> export,
        Optional<String> refusal,
        Optional<String> license) {

    /** The start of a choice that names the jar of a plugin. */
    private static final String PLUGIN = "plugin ";

    private static final String CARD = "README.md";
    private static final String CONFIG = "config.yaml";
    private static final String PORTS = "ONNX.md";
    private static final String PAGE = "card.html";

    /**
     * Writes the folder.
     *
     * @return the files, in order
     * @throws IOException if the record cannot be read or a file cannot be written
     */
    public List<Path> write(Path folder) throws IOException {
        RunRecord record = run.readResult();
        ComparableConfig config = ComparableConfig.of(record);
        Map<String, String> files = new LinkedHashMap<>();
        List<Path> written = new ArrayList<>();
        Files.createDirectories(folder);
        if (export.isPresent()) {
            for (Path file : export.get().write(folder, PORTS)) {
                written.add(file);
                files.put(name(file), ofExport(name(file)));
            }
        }
        written.add(text(folder.resolve(CONFIG), config.yaml()));
        files.put(CONFIG, "the config, for vaelab compare");
        written.add(copy(run.result(), folder));
        files.put(name(run.result()), "the record: metrics, provenance, methods");
        if (Files.isDirectory(run.checkpoint())) {
            written.addAll(copyFolder(run.checkpoint(), folder));
            files.put(name(run.checkpoint()) + "/", "the parameters, for the commands of VaeLab");
        }
        if (Files.exists(run.health().path())) {
            written.add(copy(run.health().path(), folder));
            files.put(name(run.health().path()), "observations of the health monitor");
        }
        ModelCard card =
                new ModelCard(
                        record,
                        findings(),
                        files,
                        notes(config),
                        loading(record, folder),
                        license,
                        export.map(of -> List.of("onnx")).orElse(List.of()));
        written.add(text(folder.resolve(CARD), card.markdown()));
        written.add(text(folder.resolve(PAGE), card.html()));
        return written;
    }

    private Optional<List<HealthFinding>> findings() throws IOException {
        return Files.exists(run.health().path())
                ? Optional.of(run.health().findings())
                : Optional.empty();
    }

    private static String ofExport(String file) {
        return file.equals(PORTS)
                ? "the inputs and outputs of the ONNX files"
                : file.endsWith(".onnx") ? "a half of the model, float32" : "the tokens of texts";
    }

    private List<String> notes(ComparableConfig config) {
        List<String> notes = new ArrayList<>();
        refusal.ifPresent(why -> notes.add("There is no ONNX file: " + why + "."));
        export.ifPresent(
                of ->
                        of.refused()
                                .forEach(
                                        (half, why) ->
                                                notes.add(
                                                        "There is no " + half + ": " + why + ".")));
        if (!Files.isDirectory(run.checkpoint())) {
            notes.add("There is no checkpoint.");
        }
        if (!config.paths().isEmpty()) {
            notes.add(
                    "To train the model again, these must exist, or be replaced in "
                            + CONFIG
                            + ": "
                            + String.join(", ", config.paths())
                            + ".");
        }
        return notes;
    }

    private Map<String, String> loading(RunRecord record, Path folder) {
        Map<String, String> loading = new LinkedHashMap<>();
        export.ifPresent(of -> loading.put("Python, with onnxruntime", of.program()));
        String plugins =
                new TreeSet<>(record.provenance().choices().keySet())
                        .stream()
                                .filter(choice -> choice.startsWith(PLUGIN))
                                .map(choice -> " --plugin " + choice.substring(PLUGIN.length()))
                                .reduce("", String::concat);
        String here = ShellWords.of(List.of(name(folder.toAbsolutePath().normalize())));
        List<String> commands = new ArrayList<>();
        if (Files.isDirectory(run.checkpoint())) {
            commands.add("./vaelab sample " + here + plugins);
            commands.add("./vaelab evaluate " + here + plugins);
        }
        commands.add("./vaelab compare " + here + "/" + CONFIG + plugins + " --out runs/again");
        loading.put("VaeLab, beside this folder", String.join("\n", commands));
        return loading;
    }

    private static Path text(Path file, String content) throws IOException {
        AtomicFile.write(file, content.getBytes(StandardCharsets.UTF_8));
        return file;
    }

    private static Path copy(Path file, Path folder) throws IOException {
        Path to = folder.resolve(name(file));
        if (!to.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize())) {
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return to;
    }

    private static List<Path> copyFolder(Path from, Path folder) throws IOException {
        List<Path> written = new ArrayList<>();
        Path to = Files.createDirectories(folder.resolve(name(from)));
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                written.add(copy(file, to));
            }
        }
        return written;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
