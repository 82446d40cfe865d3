// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.sources.published.SetFiles;

/**
 * The metadata of a data set in JSON-LD, as Croissant 1.1 and Croissant RAI 1.0 define them
 * (https://docs.mlcommons.org/croissant/).
 *
 * <p>A text that VaeLab cannot know is {@value #AUTHOR}. A date, an address or a truth value that it cannot
 * know is absent.
 */
record Croissant(DataDescription data) {

    static final String AUTHOR = "Unknown to VaeLab. The author states it here.";

    private static final int MOST_CLASSES = 100;

    private static final JsonTemplate TEMPLATE = JsonTemplate.of("croissant.json");

    ObjectNode metadata() throws IOException {
        Dataset dataset = data.dataset();
        Optional<SetFiles> set = data.published();
        boolean isOurs = data.isMade() && data.plugin().isEmpty();
        return TEMPLATE.fill(
                "set",
                "context",
                JsonTemplate.of("croissant-context.json").objects(),
                "author",
                AUTHOR,
                "id",
                data.id(),
                "origin",
                data.origin(),
                "alternatives",
                String.join("; or as: ", data.uses()),
                "checksum",
                data.checksum(),
                "creators",
                creators(),
                "year",
                data.citation().flatMap(entry -> field(entry, "year")),
                "citation",
                data.citation().or(() -> set.map(SetFiles::citation)),
                "address",
                set.map(Croissant::address),
                "license",
                set.flatMap(SetFiles::license).map(SetFiles.License::address).orElse(AUTHOR),
                "collection",
                data.isMade() ? data.origin() : AUTHOR,
                "uses",
                data.uses(),
                "use",
                data.uses().get(0),
                "missing",
                missing(),
                "generated",
                data.isMade() ? TEMPLATE.fill("generated", "origin", data.origin()) : null,
                "synthetic",
                isOurs ? true : null,
                "files",
                files(),
                "train",
                dataset.train().size(),
                "validation",
                dataset.validation().map(held -> TEMPLATE.fill("validation", "size", held.size())),
                "test",
                dataset.test().size(),
                "fields",
                fields());
    }

    private List<ObjectNode> creators() {
        return data
                .citation()
                .flatMap(entry -> field(entry, "author"))
                .map(authors -> authors.split("\\s+and\\s+", -1))
                .map(List::of)
                .orElse(List.of(AUTHOR))
                .stream()
                .map(author -> TEMPLATE.fill("person", "name", author))
                .toList();
    }

    static String address(SetFiles set) {
        return set.address().isEmpty()
                ? set.download().orElseThrow().mirrors().get(0).toString()
                : set.address();
    }

    /** Returns a field of a BibTeX entry, without braces. */
    private static Optional<String> field(String entry, String name) {
        Matcher field =
                Pattern.compile(
                                "\\b" + name + "\\s*=\\s*[{\"]?(.*?)[}\"]?,?\\s*$",
                                Pattern.MULTILINE)
                        .matcher(entry);
        return field.find() ? Optional.of(field.group(1).replaceAll("[{}]", "")) : Optional.empty();
    }

    String missing() {
        return data.dataset()
                .missingClause()
                .map(clause -> clause + ".")
                .orElse("No value is missing.");
    }

    private List<ObjectNode> files() throws IOException {
        List<ObjectNode> files = new ArrayList<>();
        if (data.isMade()) {
            byte[] content = data.settingsFile();
            files.add(
                    TEMPLATE.fill(
                            "made",
                            "id",
                            id(data.settingsName()),
                            "name",
                            data.settingsName(),
                            "origin",
                            data.origin(),
                            "size",
                            content.length,
                            "sha256",
                            Sha256.hex(Sha256.digest().digest(content))));
        }
        for (DataFile file : data.files()) {
            files.add(file(file));
        }
        return files;
    }

    private static ObjectNode file(DataFile file) throws IOException {
        Optional<Long> size = file.isFolder() ? Optional.empty() : file.size();
        return TEMPLATE.fill(
                file.isFolder() ? "folder" : "file",
                "id",
                id(file.name()),
                "name",
                file.name(),
                "format",
                file.format(),
                "url",
                file.address().map(Object::toString).orElse(file.name()),
                "archive",
                file.archive().map(in -> Map.of("@id", id(in))),
                "md5",
                file.md5(),
                "size",
                size.map(bytes -> bytes + " B"),
                "sha256",
                size.isPresent() ? Sha256.of(file.local().orElseThrow()) : null);
    }

    private List<ObjectNode> fields() {
        Dataset dataset = data.dataset();
        List<ObjectNode> fields = new ArrayList<>();
        if (dataset.facts().columns().isEmpty()) {
            fields.add(values(dataset));
        }
        for (Column column : dataset.facts().columns()) {
            fields.add(
                    field(
                            column.name(),
                            type(column.kind()),
                            kind(column),
                            source(Optional.of(column.name()))));
        }
        for (Labels.Column label :
                dataset.train().labels().map(Labels::columns).orElse(List.of())) {
            fields.add(
                    field(
                            label.name(),
                            List.of("sc:Text", "cr:Label"),
                            classes(label.valueNames()),
                            source(Optional.of(label.name()))));
        }
        return fields;
    }

    private static ObjectNode field(
            String name, Object type, String description, Map<String, ?> source) {
        return TEMPLATE.fill(
                "field",
                "id",
                id(name),
                "name",
                name,
                "type",
                type,
                "description",
                description,
                "source",
                source);
    }

    private ObjectNode values(Dataset dataset) {
        DataShape shape = dataset.train().split().map(ValueSplit::whole).orElse(dataset.shape());
        String vocabulary =
                dataset.facts()
                        .vocabulary()
                        .map(words -> " of a vocabulary of " + words.size() + " tokens")
                        .orElse("");
        String domain = "Domain: " + dataset.domain().label() + vocabulary;
        return TEMPLATE.fill(
                "field",
                "id",
                "values",
                "name",
                "values",
                "type",
                dataset.domain().isDiscrete() ? "sc:Integer" : "sc:Float",
                "isArray",
                true,
                "shape",
                shape.isFlat() ? "" + shape.width() : shape.toString().replace('x', ','),
                "description",
                (shape.isFlat() ? "" : "Channels, rows, columns. ") + domain,
                "source",
                source(Optional.empty()));
    }

    /**
     * Returns which file a field comes from, and which of its columns. Without a column, Croissant has no
     * words for how the file is read.
     */
    private Map<String, Object> source(Optional<String> column) {
        String path = data.settings().path("path").asText("");
        boolean isTable =
                !data.dataset().facts().columns().isEmpty()
                        && !data.settings().path("header").asText().equals("false");
        Optional<DataFile> first =
                data.files().stream()
                        .filter(file -> !isTable || path.endsWith(file.name()))
                        .filter(
                                file ->
                                        data.files().size() == 1
                                                || file.archive().isPresent() == inArchive())
                        .findFirst();
        Map<String, Object> source = new LinkedHashMap<>();
        String key = first.filter(DataFile::isFolder).isPresent() ? "fileSet" : "fileObject";
        source.put(key, Map.of("@id", id(first.map(DataFile::name).orElse(data.settingsName()))));
        column.filter(name -> isTable && first.isPresent())
                .ifPresent(name -> source.put("extract", Map.of("column", name)));
        return source;
    }

    private boolean inArchive() {
        return data.files().stream().anyMatch(file -> file.archive().isPresent());
    }

    private static String type(Column.Kind kind) {
        return switch (kind) {
            case REAL -> "sc:Float";
            case COUNT -> "sc:Integer";
            case DATE -> "sc:Date";
            case BINARY, CATEGORICAL, ORDINAL -> "sc:Text";
        };
    }

    private static String kind(Column column) {
        return column.kind().label()
                + (column.categories().isEmpty() ? "" : "; " + classes(column.categories()));
    }

    private static String classes(List<String> names) {
        return names.size()
                + " classes: "
                + String.join(", ", names.subList(0, Math.min(names.size(), MOST_CLASSES)))
                + (names.size() > MOST_CLASSES ? ", ..." : "");
    }

    /** Returns a name as part of an IRI; different names give different parts. */
    private static String id(String name) {
        StringBuilder id = new StringBuilder();
        name.codePoints()
                .forEach(
                        c -> {
                            if (c < 128
                                    && (Character.isLetterOrDigit(c) || "._-".indexOf(c) >= 0)) {
                                id.appendCodePoint(c);
                            } else {
                                id.append('_').append(Integer.toHexString(c));
                            }
                        });
        return id.toString();
    }
}
