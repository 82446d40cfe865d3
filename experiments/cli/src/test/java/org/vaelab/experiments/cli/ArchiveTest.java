// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.publish.ArchiveFile;
import org.vaelab.framework.data.Sha256;

/** {@code vaelab archive}, and what other commands do with the file. */
final class ArchiveTest {

    private static final String CONFIG =
            """
            name: archived
            plugins: [{jar: mine-0.2.jar}]
            data: {source: table, path: "Maße der Teile.csv", testFraction: 0.25, domain: binary}
            network: {hidden: [4]}
            training: {steps: 3, batch: 5}
            evaluation: {importanceSamples: 2, importanceExamples: 3}
            report: {formats: [html]}
            models:
              m: {variant: gaussian, latent: 2, likelihood: mine}
            """;

    private static final String TABLE = "Größe,x y\n" + "0,1\n1,0\n1,1\n0,0\n".repeat(10);

    @TempDir private static Path shared;

    private static Trained trained;
    private static Path archive;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        PluginOfTests.write(shared.resolve("mine-0.2.jar"));
        Files.writeString(shared.resolve("Maße der Teile.csv"), TABLE);
        trained = Trained.of(CONFIG, shared);
        archive = shared.resolve("für Gäste.zip");
        Terminal terminal = new Terminal();
        assertThat(archive(terminal, trained.folder(), archive)).as("%s", terminal).isZero();
    }

    private static int archive(Terminal terminal, Path folder, Path out, String... options) {
        List<String> words =
                new ArrayList<>(List.of("archive", folder.toString(), "--out", out.toString()));
        words.addAll(List.of("--plugin", shared.resolve("mine-0.2.jar").toString()));
        words.addAll(List.of(options));
        return terminal.vaelab(words.toArray(String[]::new));
    }

    /** Reproduces a run of an archive with its plugins. */
    private int reproduce(String run, String... options) {
        List<String> words = new ArrayList<>(List.of("reproduce", run, "--trust-plugins"));
        words.addAll(List.of(options));
        return terminal.vaelab(words.toArray(String[]::new));
    }

    private static Map<String, byte[]> members(Path zip) throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : Collections.list(file.entries())) {
                try (InputStream in = file.getInputStream(entry)) {
                    members.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return members;
    }

    private static JsonNode json(byte[] content) throws IOException {
        return new ObjectMapper().readTree(content);
    }

    private String run() throws IOException {
        return "runs/" + trained.run("m").getFileName();
    }

    @Test
    void equalContentGivesEqualBytes() throws IOException {
        Path again = temporary.resolve("again.zip");
        assertThat(archive(terminal, trained.folder(), again)).as("%s", terminal).isZero();
        assertThat(again).hasSameBinaryContentAs(archive);
        assertThat(terminal.out()).contains("written: " + again, "1 run", "--with-weights");
    }

    @Test
    void theArchiveHasWhatItListsWithItsChecksum() throws IOException {
        Map<String, byte[]> members = members(archive);
        String checksums = new String(members.remove("checksums.sha256"), StandardCharsets.UTF_8);
        members.forEach(
                (name, content) ->
                        assertThat(checksums)
                                .contains(
                                        Sha256.hex(Sha256.digest().digest(content)) + "  " + name));
        assertThat(checksums.lines()).hasSize(members.size());
        assertThat(members)
                .containsKeys("plan.json", "config.yaml", "README.md", "environment.json")
                .containsKeys("plugins/mine-0.2.jar", run() + "/result.json", "report/index.html")
                .containsKeys("data/datasheet-table.md", "data/croissant-table.json");
        assertThat(members.keySet())
                .noneMatch(name -> name.contains("checkpoint") || name.endsWith(".csv.zip"))
                .noneMatch(name -> name.contains(".lock") || name.contains("Maße"));
        assertThat(new String(members.get("config.yaml"), StandardCharsets.UTF_8))
                .isEqualTo(CONFIG);
    }

    @Test
    void weightsAreIncludedOnDemand() throws IOException {
        Path large = temporary.resolve("large.zip");
        assertThat(archive(terminal, trained.folder(), large, "--with-weights")).isZero();
        assertThat(members(large)).containsKey(run() + "/checkpoint/checkpoint.safetensors");
        assertThat(terminal.out()).doesNotContain("without parameters");
    }

    @Tag("full")
    @Test
    void anArchiveIsCheckedAndReproducedWithItsOwnPluginsIfTheyAreTrusted() throws IOException {
        String jar = "mine-0.2.jar sha256:" + Sha256.of(shared.resolve("mine-0.2.jar"));
        assertThat(terminal.vaelab("report", "--check", archive.toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out()).contains(archive + "/report is what the records give");
        assertThat(terminal.err()).contains("plugin of the archive, not loaded: " + jar);
        String run = archive + "/" + run();
        assertThat(terminal.vaelab("reproduce", run)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains("error: " + run, jar, "--trust-plugins", "--plugin JAR");
        assertThat(terminal.vaelab("reproduce", run, "--trust-plugins"))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out())
                .contains("reproduced: the new record equals " + run + "/result.json");
        assertThat(terminal.err()).contains("plugin of the archive: " + jar);
        String own = shared.resolve("mine-0.2.jar").toString();
        assertThat(terminal.vaelab("reproduce", run, "--plugin", own)).as("%s", terminal).isZero();
        assertThat(terminal.err()).doesNotContain("plugin of the archive");

        Path report = temporary.resolve("report");
        assertThat(terminal.vaelab("report", archive.toString(), "--out", report.toString()))
                .isZero();
        assertThat(report.resolve("index.html")).isNotEmptyFile();
        assertThat(terminal.vaelab("report", archive.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is an archive, and is not changed");
        assertThat(terminal.vaelab("reproduce", archive.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("names no run of the archive", run);
        assertThat(terminal.vaelab("sample", run)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("unpack the archive");
    }

    @Test
    @Tag("full")
    void dataThatAreElsewhereAreNamed() throws IOException {
        Path home = Files.createDirectory(temporary.resolve("home"));
        PluginOfTests.write(home.resolve("mine-0.2.jar"));
        Path table = Files.writeString(home.resolve("Maße der Teile.csv"), TABLE);
        Trained own = Trained.of(CONFIG, home);
        Path zip = temporary.resolve("own.zip");
        String jar = home.resolve("mine-0.2.jar").toString();
        assertThat(
                        terminal.vaelab(
                                "archive",
                                own.folder().toString(),
                                "--out",
                                zip.toString(),
                                "--plugin",
                                jar))
                .as("%s", terminal)
                .isZero();
        Path away = Files.createDirectory(temporary.resolve("away"));
        Files.move(table, away.resolve(table.getFileName()));
        String run = zip + "/runs/" + own.run("m").getFileName();
        assertThat(reproduce(run)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(table.toString(), "--moved OLD=NEW");
        assertThat(reproduce(run, "--moved", home + "=" + away)).as("%s", terminal).isZero();
        assertThat(reproduce(run, "--moved", "/nowhere=" + away)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("the record has no such path", table.toString());

        // Other data are no reproduction, wherever they are.
        Files.writeString(away.resolve(table.getFileName()), TABLE + "1,1\n");
        assertThat(reproduce(run, "--moved", home + "=" + away)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("made with other data");

        // An archive of data that have changed does not describe them.
        Files.writeString(table, TABLE + "1,1\n");
        Path other = temporary.resolve("other.zip");
        String[] words = {
            "archive", own.folder().toString(), "--out", other.toString(), "--plugin", jar
        };
        assertThat(terminal.vaelab(words)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("they have changed since", "--incomplete");
        List<String> more = new ArrayList<>(List.of(words));
        more.add("--incomplete");
        assertThat(terminal.vaelab(more.toArray(String[]::new))).as("%s", terminal).isZero();
        assertThat(members(other)).doesNotContainKey("data/croissant-table.json");
        assertThat(new String(members(other).get("README.md"), StandardCharsets.UTF_8))
                .contains("they have changed since");
    }

    @Test
    @Tag("full")
    void theRunThatOthersStartFromIsIncluded() throws IOException {
        String top =
                """
                data: {source: sprites, size: 16, train: 40, test: 10}
                network: {hidden: [4]}
                training: {steps: 3, batch: 10}
                evaluation: {importanceSamples: 2, importanceExamples: 3}
                report: {formats: [html]}
                """;
        Path base = Files.createDirectory(temporary.resolve("base"));
        Trained first = Trained.of(top + "models: {vae: {variant: gaussian, latent: 2}}\n", base);
        Path warm = Files.createDirectory(temporary.resolve("warm"));
        String start = "models: {all: {variant: gaussian, latent: 2, start: \"%s\"}}\n";
        Trained second = Trained.of(top + start.formatted(first.run("vae")), warm);
        for (boolean weights : List.of(true, false)) {
            Path zip = temporary.resolve(weights + ".zip");
            List<String> words = new ArrayList<>(List.of("archive", second.folder().toString()));
            words.addAll(List.of("--out", zip.toString()));
            words.addAll(weights ? List.of("--with-weights") : List.of());
            assertThat(terminal.vaelab(words.toArray(String[]::new))).as("%s", terminal).isZero();
        }
        Path run = first.run("vae");
        Files.move(run, temporary.resolve("gone"));
        String inside = "/runs/" + second.run("all").getFileName();
        assertThat(terminal.vaelab("reproduce", temporary.resolve("true.zip") + inside))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.vaelab("reproduce", temporary.resolve("false.zip") + inside))
                .isNotZero();
        assertThat(terminal.err() + terminal.out()).contains(run.getFileName().toString());
        Path moved = temporary.resolve("gone");
        assertThat(
                        terminal.vaelab(
                                "reproduce",
                                temporary.resolve("false.zip") + inside,
                                "--moved",
                                run + "=" + moved))
                .as("%s", terminal)
                .isZero();
    }

    @Test
    @Tag("full")
    void theLibrariesOfAPluginAreIncluded() throws IOException {
        Path jars = Files.createDirectory(temporary.resolve("jars"));
        Path library = Files.createDirectories(jars.resolve("lib")).resolve("some-1.0.jar");
        new JarOf().resource("a.txt", "a").write(library);
        Path jar = PluginOfTests.write(jars.resolve("mine-0.2.jar"), "lib/some-1.0.jar");
        Path home = Files.createDirectory(temporary.resolve("home"));
        Files.writeString(home.resolve("Maße der Teile.csv"), TABLE);
        Files.copy(jar, home.resolve("mine-0.2.jar"));
        Trained own = Trained.of(CONFIG, home);
        Path zip = temporary.resolve("own.zip");
        String[] words = {
            "archive", own.folder().toString(), "--out", zip.toString(), "--plugin", jar.toString()
        };
        assertThat(terminal.vaelab(words)).as("%s", terminal).isZero();
        assertThat(members(zip)).containsKeys("plugins/mine-0.2.jar", "plugins/lib/some-1.0.jar");
        assertThat(terminal.vaelab("report", "--check", zip.toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.err()).contains(", with lib/some-1.0.jar sha256:" + Sha256.of(library));

        Files.delete(zip);
        Files.delete(library);
        assertThat(terminal.vaelab(words)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains("mine-0.2.jar: the library lib/some-1.0.jar of the plugin is not there");
    }

    @Tag("full")
    @Test
    void nothingIsOverwrittenOrWrittenByHalves() throws IOException {
        Path there = Files.writeString(temporary.resolve("there.zip"), "mine");
        assertThat(archive(terminal, trained.folder(), there)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is there already");
        assertThat(there).hasContent("mine");

        Path out = temporary.resolve("new.zip");
        assertThat(terminal.vaelab("archive", trained.folder().toString(), "--out", out.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains("the plugin mine-0.2.jar (sha256:", "--plugin <path of mine-0.2.jar>");
        assertThat(archive(terminal, trained.folder(), out, "--license", "my own"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("SPDX");

        Path copy = temporary.resolve("copy");
        trained.copy(copy);
        Files.writeString(copy.resolve("report/notes.txt"), "mine");
        Path mine = temporary.resolve("mine.zip");
        assertThat(archive(terminal, copy, mine)).as("%s", terminal).isZero();
        assertThat(members(mine))
                .containsKeys("report/index.html", "report/files.sha256")
                .doesNotContainKey("report/notes.txt");
        Files.delete(mine);
        Files.writeString(copy.resolve("report/index.html"), "better numbers");
        assertThat(archive(terminal, copy, out)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is not what the records give", "vaelab report");
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).containsExactlyInAnyOrder(there, copy);
        }
    }

    @Test
    @Tag("full")
    void failedAndMissingRunsAreStated() throws IOException {
        String config =
                """
                name: failing
                seeds: [1, 2]
                data: {source: sprites, size: 16, train: 40, test: 10}
                network: {hidden: [4]}
                training: {steps: 5, batch: 10, optimizer: {type: sgd, learningRate: 1.0e+30}}
                evaluation: {importanceSamples: 2, importanceExamples: 3}
                report: {formats: [html]}
                models: {m: {variant: gaussian, latent: 2}}
                """;
        Path file = Files.writeString(temporary.resolve("failing.yaml"), config);
        Path folder = temporary.resolve("failing");
        assertThat(terminal.vaelab("compare", file.toString(), "--out", folder.toString()))
                .isEqualTo(ExitCode.FAILED);
        Path zip = temporary.resolve("failing.zip");
        assertThat(terminal.vaelab("archive", folder.toString())).as("%s", terminal).isZero();
        Map<String, byte[]> members = members(zip);
        assertThat(members.keySet()).noneMatch(name -> name.contains("/failure/"));
        List<JsonNode> actions = entities(members, "CreateAction");
        assertThat(actions)
                .filteredOn(a -> a.path("actionStatus").asText().endsWith("/FailedActionStatus"))
                .hasSize(2)
                .allMatch(a -> !a.path("error").asText().isEmpty());
        String run;
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            run = runs.sorted().findFirst().orElseThrow().getFileName().toString();
        }
        assertThat(terminal.vaelab("reproduce", zip + "/runs/" + run)).as("%s", terminal).isZero();

        Files.delete(folder.resolve("runs").resolve(run).resolve("result.json"));
        assertThat(terminal.vaelab("report", folder.toString())).as("%s", terminal).isZero();
        Path part = temporary.resolve("part.zip");
        String[] words = {"archive", folder.toString(), "--out", part.toString()};
        assertThat(terminal.vaelab(words)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("1 of 2 runs have not ended: m seed 1");
        assertThat(part).doesNotExist();
        List<String> more = new ArrayList<>(List.of(words));
        more.add("--incomplete");
        assertThat(terminal.vaelab(more.toArray(String[]::new))).as("%s", terminal).isZero();
        assertThat(terminal.out()).contains("missing: 1 of 2 runs have not ended");
        assertThat(entities(members(part), "Dataset").get(0).path("description").asText())
                .contains("1 of 2 runs have not ended");
        assertThat(terminal.vaelab("report", "--check", part.toString()))
                .as("%s", terminal)
                .isZero();
    }

    private static List<JsonNode> entities(Map<String, byte[]> members, String type)
            throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode entity : json(members.get("ro-crate-metadata.json")).path("@graph")) {
            if (entity.path("@type").toString().contains("\"" + type + "\"")) {
                found.add(entity);
            }
        }
        return found;
    }

    /**
     * The properties that RO-Crate 1.1, Workflow RO-Crate 1.0, and Process and Workflow Run Crate
     * 0.5 require, copied by hand from the profiles.
     */
    @Test
    void theCrateHasWhatItsProfilesRequire() throws IOException {
        Map<String, byte[]> members = members(archive);
        Map<String, JsonNode> byId = new HashMap<>();
        for (JsonNode entity : json(members.get("ro-crate-metadata.json")).path("@graph")) {
            assertThat(byId.put(entity.path("@id").asText(), entity)).as("%s", entity).isNull();
        }
        byId.values().forEach(entity -> assertResolved(entity, byId));
        JsonNode root = byId.get("./");
        for (String required :
                List.of("name", "description", "datePublished", "license", "hasPart", "mentions")) {
            assertThat(root.path(required).isEmpty() && root.path(required).asText().isEmpty())
                    .as(required)
                    .isFalse();
        }
        assertThat(root.path("conformsTo").toString())
                .contains("https://w3id.org/ro/wfrun/process/0.5")
                .contains("https://w3id.org/ro/wfrun/workflow/0.5")
                .contains("https://w3id.org/workflowhub/workflow-ro-crate/1.0");
        assertThat(byId.get("ro-crate-metadata.json").path("conformsTo").toString())
                .contains("https://w3id.org/ro/crate/1.1");
        for (JsonNode part : root.path("hasPart")) {
            String path = URI.create(part.path("@id").asText()).getPath();
            assertThat(members.keySet()).anyMatch(name -> name.startsWith(path));
        }
        JsonNode workflow = byId.get(root.at("/mainEntity/@id").asText());
        assertThat(workflow.path("@type").toString())
                .contains("File", "SoftwareSourceCode", "ComputationalWorkflow");
        assertThat(workflow.path("programmingLanguage").isObject()).isTrue();
        assertThat(entities(members, "CreateAction"))
                .hasSize(2)
                .allSatisfy(
                        action -> {
                            JsonNode tool = byId.get(action.at("/instrument/@id").asText());
                            assertThat(tool.path("@type").toString())
                                    .containsAnyOf("SoftwareApplication", "ComputationalWorkflow");
                            assertThat(action.path("endTime").asText())
                                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+00:00");
                            assertThat(action.path("actionStatus").asText())
                                    .isEqualTo("http://schema.org/CompletedActionStatus");
                            assertThat(action.path("object").toString())
                                    .contains("#data-table", "plugins/mine-0.2.jar");
                            assertThat(action.path("result")).isNotEmpty();
                        });
    }

    private static void assertResolved(JsonNode value, Map<String, JsonNode> byId) {
        if (value.isObject() && value.size() == 1 && value.has("@id")) {
            String id = value.path("@id").asText();
            // The context of RO-Crate defines its own profile.
            assertThat(byId.containsKey(id) || id.equals("https://w3id.org/ro/crate/1.1"))
                    .as(id)
                    .isTrue();
        }
        value.forEach(inner -> assertResolved(inner, byId));
    }

    /** Writes an archive with other members, whose checksums stay as they are. */
    private Path changed(Consumer<Map<String, byte[]>> change) throws IOException {
        Map<String, byte[]> members = members(archive);
        change.accept(members);
        Path file = temporary.resolve("changed.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
            }
        }
        return file;
    }

    /** Writes an archive with other members and their checksums, as anyone can. */
    private Path forged(Consumer<Map<String, byte[]>> change) throws IOException {
        return changed(
                all -> {
                    change.accept(all);
                    StringBuilder list = new StringBuilder();
                    all.remove("checksums.sha256");
                    all.forEach(
                            (name, content) ->
                                    list.append(Sha256.hex(Sha256.digest().digest(content)))
                                            .append("  ")
                                            .append(name)
                                            .append('\n'));
                    all.put("checksums.sha256", list.toString().getBytes(StandardCharsets.UTF_8));
                });
    }

    /** Changes a member that is a JSON object. */
    private static void edit(Map<String, byte[]> members, String name, Consumer<ObjectNode> edit) {
        try {
            ObjectNode tree = (ObjectNode) json(members.get(name));
            edit.accept(tree);
            members.put(name, new ObjectMapper().writeValueAsBytes(tree));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the jar of a plugin that makes a file as soon as it is loaded. */
    private static byte[] hostile(Path jar, Path marker) throws IOException {
        String source =
                """
                package org.example;
                public final class Plugin extends org.vaelab.framework.plugin.VaeLabModule {
                    static {
                        try {
                            java.nio.file.Files.createFile(java.nio.file.Path.of("%s"));
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    }
                    @Override
                    protected void announce() {}
                }
                """;
        new JarOf()
                .module("org.example.Plugin")
                .source(source.formatted(marker.toString().replace("\\", "\\\\")))
                .write(jar);
        return Files.readAllBytes(jar);
    }

    @Test
    void theCodeOfAnArchiveIsLoadedWithConsentAlone() throws IOException {
        Path marker = temporary.resolve("marker");
        Path jar = temporary.resolve("hostile.jar");
        byte[] content = hostile(jar, marker);
        String listed = "mine-0.2.jar sha256:" + Sha256.of(jar);
        Path file =
                forged(
                        all -> {
                            all.put("plugins/mine-0.2.jar", content);
                            edit(
                                    all,
                                    "plan.json",
                                    plan ->
                                            plan.putObject("sectionPlugins")
                                                    .put("mine-0.2.jar", "sha256:0"));
                        });
        String out = temporary.resolve("report").toString();
        assertThat(terminal.vaelab("report", file.toString(), "--out", out))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.err())
                .contains("not loaded: " + listed, "its report sections are left out");
        for (List<String> words :
                List.of(
                        List.of("report", "--check", file.toString()),
                        List.of("report", file.toString(), "--out", out, "--sections", "theirs"),
                        List.of("reproduce", file + "/" + run()),
                        List.of("reproduce", file + "/" + run(), "--whole"))) {
            assertThat(terminal.vaelab(words.toArray(String[]::new)))
                    .as("%s", terminal)
                    .isEqualTo(ExitCode.USAGE);
            assertThat(terminal.err()).contains("\n    " + listed, "--trust-plugins");
        }
        assertThat(marker).doesNotExist();

        // The jar does what it is made for.
        terminal.vaelab("report", "--check", file.toString(), "--trust-plugins");
        assertThat(marker).exists();
    }

    @Test
    @Tag("full")
    void recordsThatNameFilesElsewhereAreRefused() throws IOException {
        Path marker = temporary.resolve("marker");
        Path jar = temporary.resolve("hostile.jar");
        hostile(jar, marker);
        for (String name : List.of(jar.toString(), "../hostile.jar", "C:hostile.jar", "a\\b.jar")) {
            assertRefused(
                    forged(
                            all ->
                                    edit(
                                            all,
                                            "plan.json",
                                            plan ->
                                                    plan.putObject("sectionPlugins")
                                                            .put(name, "sha256:0"))),
                    "plan.json, line 1: the name of a plugin's jar must be a file name, is '"
                            + name);
            String record = run() + "/result.json";
            assertRefused(
                    forged(
                            all ->
                                    edit(
                                            all,
                                            record,
                                            result ->
                                                    ((ObjectNode)
                                                                    result.at(
                                                                            "/provenance/facts/plugins"))
                                                            .put(name, "sha256:0"))),
                    "result.json",
                    "must be a file name, is '" + name);
        }
        assertRefused(
                forged(
                        all ->
                                edit(
                                        all,
                                        "plan.json",
                                        plan ->
                                                ((ObjectNode) plan.at("/runs/0"))
                                                        .put("hash", "/../../../x"))),
                "hash must be at least 10 hexadecimal digits");
        assertThat(marker).doesNotExist();
    }

    @Test
    void anArchiveOfAnyNameIsUnpackedBelowItsTemporaryFolder() throws IOException {
        Path dots = Files.copy(archive, temporary.resolve("...zip"));
        try (ArchiveFile opened = ArchiveFile.open(dots)) {
            assertThat(opened.folder().normalize().getParent())
                    .isEqualTo(opened.temporary().path());
        }
    }

    private void assertRefused(Path file, String... texts) {
        for (String command : List.of("report", "reproduce")) {
            List<String> words = new ArrayList<>(List.of(command, file.toString()));
            if (command.equals("report")) {
                words.add("--check");
            }
            assertThat(terminal.vaelab(words.toArray(String[]::new)))
                    .as("%s", terminal)
                    .isEqualTo(ExitCode.USAGE);
            assertThat(terminal.err()).startsWith("error: " + file).contains(texts);
        }
    }

    @Tag("full")
    @Test
    void aChangedArchiveIsRefused() throws IOException {
        byte[] bytes = "x".getBytes(StandardCharsets.UTF_8);
        assertRefused(
                changed(all -> all.put("plan.json", bytes)),
                "plan.json does not have the checksum");
        assertRefused(changed(all -> all.remove("README.md")), "the member README.md is missing");
        assertRefused(changed(all -> all.put("more", bytes)), "does not list the member more");
        for (String clash : List.of("plan.json/x", "report/index.html/x", "runs")) {
            assertRefused(
                    forged(all -> all.put(clash, bytes)),
                    "cannot be written: another is in its place");
        }
        assertRefused(
                forged(all -> all.put("report/" + "é".repeat(128), bytes)),
                "or its name is too long");
        assertRefused(changed(all -> all.remove("checksums.sha256")), "is no archive of VaeLab");
        assertRefused(changed(all -> all.put("checksums.sha256", bytes)), "no checksum: x");
        for (String name : List.of("../evil", "a/../../evil", "/evil", "C:/evil", "a\\..\\evil")) {
            assertRefused(changed(all -> all.put(name, bytes)), "outside of its folder");
        }
        assertThat(temporary.getParent().resolve("evil")).doesNotExist();
    }

    @Test
    @Tag("full")
    void aDamagedFileIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        Path cut = temporary.resolve("cut.zip");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(cut, "is no zip archive, or is damaged");
        Path text = Files.writeString(temporary.resolve("text.zip"), "no archive");
        assertRefused(text, "is no zip archive, or is damaged");

        // A bit in each of many places: nothing is believed, and nothing is an internal error.
        Path flipped = temporary.resolve("flipped.zip");
        IntStream.range(1, 30)
                .forEach(
                        i -> {
                            byte[] other = bytes.clone();
                            int at = (int) ((long) i * bytes.length / 30);
                            other[at] ^= 0x10;
                            try {
                                Files.write(flipped, other);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                            assertThat(terminal.vaelab("report", "--check", flipped.toString()))
                                    .as("byte %s: %s", at, terminal)
                                    .isIn(ExitCode.USAGE, ExitCode.FAILED, ExitCode.DONE);
                            assertThat(terminal.err()).doesNotContain("error in VaeLab itself");
                        });
    }

    @Test
    @Tag("full")
    void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
        byte[] nothing = new byte[1 << 20];
        Path file = temporary.resolve("bomb.zip");
        Map<String, byte[]> members = members(archive);
        String line = "0".repeat(64) + "  bomb\n";
        byte[] list = members.get("checksums.sha256");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
                if (member.getValue() == list) {
                    zip.write(line.getBytes(StandardCharsets.UTF_8));
                }
            }
            zip.putNextEntry(new ZipEntry("bomb"));
            for (int i = 0; i < 300; i++) {
                zip.write(nothing);
            }
        }
        assertRefused(file, "no archive of VaeLab shrinks so much");
    }
}
