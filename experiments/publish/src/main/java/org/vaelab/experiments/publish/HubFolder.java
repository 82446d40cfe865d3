// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

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
import java.util.Set;
import java.util.stream.Stream;
import org.vaelab.experiments.config.ConfigPaths;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.OnnxExport;
import org.vaelab.experiments.use.UsedPlugins;
import org.vaelab.framework.Internal;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.reports.card.ModelCard;
import org.vaelab.reports.text.ShellWords;

/**
 * Writes the folder of a completed run for a model hub.
 *
 * <p>It is itself the folder of a run, so that every command that takes a run takes it. It contains
 * the jars of the run's plugins.
 *
 * @param run the finished run
 * @param export its halves as ONNX; empty if there are none
 * @param refusal why there is no ONNX file; empty if there is one
 * @param plugins all jars that are loaded
 * @param license the identifier of the license; empty if the author has not named one
 */
@Internal
public record HubFolder(
        RunFolder run,
        Optional<OnnxExport> export,
        Optional<String> refusal,
        PluginJars plugins,
        Optional<String> license) {

    private static final String CARD = "README.md";
    private static final String CONFIG = "config.yaml";
    private static final String PORTS = "ONNX.md";
    private static final String PAGE = "card.html";

    /**
     * Returns the folder of a run. A model that cannot be exported has a card too, which says why.
     *
     * @throws IOException if the record of the run cannot be read
     * @throws org.vaelab.framework.training.CheckpointException if its checkpoint has changed
     */
    public static HubFolder of(RunFolder run, Lab lab, Optional<String> license)
            throws IOException {
        CheckpointFile.of(run, run.readResult()).verify();
        Optional<OnnxExport> export = Optional.empty();
        Optional<String> refusal = Optional.empty();
        try {
            export = Optional.of(OnnxExport.of(run, lab));
        } catch (IllegalArgumentException e) {
            refusal = Optional.of(String.valueOf(e.getMessage()).replaceAll("\\s*\\n\\s*", "; "));
        }
        return new HubFolder(run, export, refusal, lab.plugins().jars(), license);
    }

    /** Returns why a half of the model is not exported, if the other is. */
    public Map<String, String> refused() {
        return export.map(OnnxExport::refused).orElse(Map.of());
    }

    /**
     * Returns a file that the card would replace in a folder without a card of the run, such as
     * another {@code README.md}; empty if there is none.
     *
     * @throws IOException if the record of the run cannot be read
     */
    public static Optional<String> foreignFile(Path folder, RunFolder run) throws IOException {
        RunFolder old = new RunFolder(folder);
        String hash = run.readResult().provenance().configHash();
        try {
            if (old.hasResult() && old.readResult().provenance().configHash().equals(hash)) {
                return Optional.empty();
            }
        } catch (DamagedFileException e) {
            // It is the record of no run.
            return Optional.of(name(old.result()));
        }
        return Stream.of(CARD, PAGE, CONFIG, PORTS, name(old.result()), name(old.checkpoint()))
                .filter(file -> Files.exists(folder.resolve(file)))
                .findFirst();
    }

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
        Map<String, Optional<Path>> jars = UsedPlugins.of(record, plugins);
        for (Path jar : jars.values().stream().flatMap(Optional::stream).toList()) {
            written.add(copy(jar, folder));
            files.put(name(jar), "a plugin of the run");
        }
        ModelCard card =
                new ModelCard(
                        record,
                        findings(),
                        files,
                        notes(config, jars),
                        loading(jars, folder),
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

    private List<String> notes(ComparableConfig config, Map<String, Optional<Path>> jars) {
        List<String> notes = new ArrayList<>();
        refusal.ifPresent(why -> notes.add("This folder has no ONNX file: " + why + "."));
        refused().forEach((half, why) -> notes.add("There is no " + half + ": " + why + "."));
        if (!Files.isDirectory(run.checkpoint())) {
            notes.add("There is no checkpoint.");
        }
        Set<String> paths = ConfigPaths.of(config.config());
        if (!paths.isEmpty()) {
            notes.add(
                    CONFIG
                            + " names these files. They are not in this folder and must exist, or be"
                            + " replaced in it: "
                            + String.join(", ", paths)
                            + ".");
        }
        jars.forEach(
                (name, jar) -> {
                    if (jar.isEmpty()) {
                        notes.add("The build of the plugin " + name + " is not in this folder.");
                    }
                });
        return notes;
    }

    private Map<String, String> loading(Map<String, Optional<Path>> jars, Path folder) {
        Map<String, String> loading = new LinkedHashMap<>();
        export.ifPresent(
                of -> loading.put("Python, with onnxruntime, in this folder", of.program()));
        Path here = Path.of(name(folder.toAbsolutePath().normalize()));
        List<String> given = new ArrayList<>();
        jars.forEach(
                (name, jar) -> {
                    given.add("--plugin");
                    given.add(jar.isEmpty() ? name : here.resolve(name(jar.get())).toString());
                });
        List<String> commands = new ArrayList<>();
        if (Files.isDirectory(run.checkpoint())) {
            commands.add(command(given, "sample", here.toString()));
            commands.add(command(given, "evaluate", here.toString()));
        }
        commands.add(
                command(given, "compare", here.resolve(CONFIG).toString(), "--out", "runs/again"));
        loading.put("VaeLab, beside this folder", String.join("\n", commands));
        return loading;
    }

    private static String command(List<String> plugins, String... words) {
        return "./vaelab "
                + ShellWords.of(Stream.concat(Stream.of(words), plugins.stream()).toList());
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
