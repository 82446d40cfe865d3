// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Sha256;

/** {@code vaelab datasheet}: Croissant metadata and datasheets of data of several kinds. */
final class DatasheetTest {

    private static final String MODELS =
            """

            training: {steps: 1, batch: 2}
            models: {m: {variant: gaussian, latent: 2}}
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    /** Writes the files of some data, and returns the Croissant metadata. */
    private JsonNode croissant(String data, String id) throws IOException {
        Path config = Files.writeString(temporary.resolve("config.yaml"), "data: " + data + MODELS);
        Path out = temporary.resolve("out");
        assertThat(terminal.vaelab("datasheet", config.toString(), "--out", out.toString()))
                .as("%s", terminal)
                .isZero();
        JsonNode metadata =
                new ObjectMapper()
                        .readTree(Files.readString(out.resolve("croissant-" + id + ".json")));
        assertRequired(metadata);
        return metadata;
    }

    /**
     * Checks what Croissant 1.1 requires: a table of the specification, copied by hand. {@code url}
     * and {@code datePublished} are absent where nobody but the author knows them.
     */
    private static void assertRequired(JsonNode metadata) {
        for (String key :
                List.of(
                        "@context",
                        "@type",
                        "name",
                        "description",
                        "license",
                        "creator",
                        "conformsTo")) {
            assertThat(metadata.has(key)).as(key).isTrue();
        }
        assertThat(metadata.path("conformsTo").toString())
                .contains("http://mlcommons.org/croissant/1.1")
                .contains("http://mlcommons.org/croissant/RAI/1.0");
        for (String key :
                List.of(
                        "dataLimitations",
                        "dataBiases",
                        "dataSocialImpact",
                        "dataUseCases",
                        "personalSensitiveInformation",
                        "dataCollection")) {
            assertThat(metadata.path("rai:" + key).asText()).as(key).isNotEmpty();
        }
        Set<String> ids = new TreeSet<>();
        for (JsonNode file : metadata.path("distribution")) {
            assertThat(ids.add(file.path("@id").asText())).isTrue();
            if (file.path("@type").asText().equals("cr:FileObject")) {
                assertThat(file.path("contentUrl").asText()).isNotEmpty();
                assertThat(file.path("encodingFormat").asText()).contains("/");
                assertThat(file.path("sha256").asText() + file.path("md5").asText()).isNotEmpty();
            } else {
                assertThat(file.path("includes").asText()).isNotEmpty();
            }
        }
        assertThat(ids).isNotEmpty();
        for (JsonNode set : metadata.path("recordSet")) {
            for (JsonNode field : set.path("field")) {
                String id = field.path("@id").asText();
                assertThat(ids.add(id)).as(id).isTrue();
                assertThat(id).startsWith(set.path("@id").asText() + "/");
                assertThat(field.has("dataType")).isTrue();
                if (!set.has("data")) {
                    JsonNode source = field.path("source");
                    String file =
                            source.path(source.has("fileSet") ? "fileSet" : "fileObject")
                                    .path("@id")
                                    .asText();
                    assertThat(ids).contains(file);
                }
            }
        }
    }

    private String datasheet(String id) throws IOException {
        String text = Files.readString(temporary.resolve("out/datasheet-" + id + ".md"));
        assertThat(text).doesNotContain("<<", ">>");
        assertThat(text).contains("*For the author.*");
        return text;
    }

    @Test
    void dataThatAreMadeHaveTheirSettingsAsFile() throws IOException {
        JsonNode metadata =
                croissant(
                        "{source: sprites, size: 16, train: 20, test: 10, validation: 5}",
                        "sprites");
        assertThat(metadata.path("rai:hasSyntheticData").asBoolean()).isTrue();
        assertThat(metadata.has("prov:wasGeneratedBy")).isTrue();
        JsonNode file = metadata.path("distribution").path(0);
        Path settings = temporary.resolve("out").resolve(file.path("contentUrl").asText());
        assertThat(Sha256.of(settings)).isEqualTo(file.path("sha256").asText());
        assertThat(new ObjectMapper().readTree(Files.readString(settings)).path("train").asInt())
                .isEqualTo(20);
        assertThat(metadata.path("recordSet").path(0).path("data").toString())
                .contains("\"splits/name\":\"train\",\"splits/url\":\"cr:TrainingSplit\"")
                .contains("\"splits/examples\":15", "\"splits/examples\":5", "cr:ValidationSplit");
        assertThat(datasheet("sprites"))
                .contains("15 training, 5 validation and 10 test examples")
                .contains("There is no data file.", "`shape` (3 classes)");
    }

    @Test
    void columnsOfATableAreFieldsOfItsFile() throws IOException {
        StringBuilder rows = new StringBuilder("Größe,groesse,x/y,Klasse\n");
        for (int i = 0; i < 40; i++) {
            rows.append(i / 3.0).append(",").append(i % 5 == 0 ? "" : i + 0.5);
            rows.append(i % 3 == 0 ? ",rot," : ",blau,").append(i % 2).append("\n");
        }
        Path table = Files.writeString(temporary.resolve("eine Tabelle.csv"), rows);
        JsonNode metadata =
                croissant("{source: table, path: eine Tabelle.csv, label: Klasse}", "table");
        JsonNode file = metadata.path("distribution").path(0);
        assertThat(file.path("name").asText()).isEqualTo("eine Tabelle.csv");
        assertThat(file.path("sha256").asText()).isEqualTo(Sha256.of(table));
        List<String> fields = new ArrayList<>();
        for (JsonNode field : metadata.path("recordSet").path(1).path("field")) {
            fields.add(field.at("/source/extract/column").asText() + " " + field.path("dataType"));
        }
        assertThat(fields)
                .containsExactly(
                        "Größe \"sc:Float\"",
                        "groesse \"sc:Float\"",
                        "x/y \"sc:Text\"",
                        "Klasse [\"sc:Text\",\"cr:Label\"]");
        assertThat(metadata.path("license").asText()).startsWith("Unknown to VaeLab");
        assertThat(metadata.has("url") || metadata.has("datePublished")).isFalse();
        assertThat(metadata.path("rai:dataCollectionMissingData").asText()).contains("missing");
        assertThat(metadata.toString()).doesNotContain(temporary.toString());
        assertThat(datasheet("table"))
                .contains(Sha256.of(table), "\n- `groesse`: real\n- `x/y`: binary\n")
                .doesNotContain(temporary.toString());

        // What the author has completed is not lost.
        Path own = Files.writeString(temporary.resolve("out/datasheet-table.md"), "completed");
        Path config = temporary.resolve("config.yaml");
        assertThat(
                        terminal.vaelab(
                                "datasheet",
                                config.toString(),
                                "--out",
                                temporary.resolve("out").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("nothing is overwritten");
        assertThat(own).hasContent("completed");
        try (Stream<Path> files = Files.list(temporary.resolve("out"))) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void linesOfATextAreOfItsFile() throws IOException {
        Path text =
                Files.writeString(temporary.resolve("t.txt"), "one two\nthree four\n".repeat(20));
        JsonNode metadata =
                croissant("{source: text, path: t.txt, tokens: word, length: 3}", "text");
        assertThat(metadata.path("distribution").path(0).path("sha256").asText())
                .isEqualTo(Sha256.of(text));
        assertThat(metadata.path("recordSet").path(1).toString())
                .contains("of a vocabulary of", "\"isArray\":true", "\"arrayShape\":\"");
        assertThat(datasheet("text")).contains("tokens");
    }
}
