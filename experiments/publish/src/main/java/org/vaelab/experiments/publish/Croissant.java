// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.record.ModelFacts.Missing;
import org.vaelab.framework.sources.published.SetFiles;
import org.vaelab.reports.comparison.FactText;
import org.vaelab.reports.text.TextTemplate;

/**
 * The metadata of a data set in JSON-LD, as Croissant 1.1 and Croissant RAI 1.0 define them
 * (https://docs.mlcommons.org/croissant/).
 *
 * <p>A text that VaeLab cannot know is {@value #AUTHOR}. A date, an address or a truth value that
 * it cannot know is absent.
 */
record Croissant(DataDescription data) {

    static final String AUTHOR = "Unknown to VaeLab. The author states it here.";

    private static final int MOST_CLASSES = 100;
    private static final String RECORDS = "examples";

    ObjectNode metadata() throws IOException {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set(
                "@context",
                new ObjectMapper()
                        .readTree(TextTemplate.text(Croissant.class, "croissant-context.json")));
        root.put("@type", "sc:Dataset").put("name", data.id());
        root.putArray("conformsTo")
                .add("http://mlcommons.org/croissant/1.1")
                .add("http://mlcommons.org/croissant/RAI/1.0");
        root.put("description", description());
        root.put("identifier", "sha256:" + data.checksum());
        published(root);
        root.put("license", license());
        responsible(root);
        ArrayNode distribution = root.putArray("distribution");
        if (data.isMade()) {
            made(distribution.addObject());
            root.putObject("prov:wasGeneratedBy")
                    .put("@type", "prov:Activity")
                    .put("prov:label", data.origin());
        }
        for (DataFile file : data.files()) {
            file(file, distribution.addObject());
        }
        ArrayNode sets = root.putArray("recordSet");
        splits(sets.addObject());
        examples(sets.addObject());
        return root;
    }

    private String description() {
        return data.origin()
                + " Used as: "
                + String.join("; or as: ", data.uses())
                + ". The identifier is the checksum that VaeLab computes of shape, values and labels.";
    }

    private void published(ObjectNode root) {
        Optional<SetFiles> set = data.published();
        Optional<String> authors = data.citation().flatMap(entry -> field(entry, "author"));
        if (authors.isPresent()) {
            ArrayNode creators = root.putArray("creator");
            for (String author : authors.get().split("\\s+and\\s+", -1)) {
                creators.addObject().put("@type", "sc:Person").put("name", author);
            }
        } else {
            root.putArray("creator").addObject().put("@type", "sc:Person").put("name", AUTHOR);
        }
        data.citation()
                .flatMap(entry -> field(entry, "year"))
                .ifPresent(year -> root.put("datePublished", year));
        data.citation()
                .or(() -> set.map(SetFiles::citation))
                .ifPresent(text -> root.put("citeAs", text));
        set.map(Croissant::address).ifPresent(address -> root.put("url", address));
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

    private String license() {
        return data.published()
                .flatMap(SetFiles::license)
                .map(SetFiles.License::address)
                .orElse(AUTHOR);
    }

    private void responsible(ObjectNode root) {
        root.put("rai:dataCollection", data.isMade() ? data.origin() : AUTHOR);
        ArrayNode uses = root.putArray("rai:dataPreprocessingProtocol");
        data.uses().forEach(uses::add);
        root.put("rai:dataCollectionMissingData", missing());
        root.put(
                "rai:dataUseCases",
                "Training, validation and test of variational auto-encoders. Other uses: "
                        + AUTHOR);
        for (String key :
                List.of(
                        "dataLimitations",
                        "dataBiases",
                        "dataSocialImpact",
                        "personalSensitiveInformation")) {
            root.put("rai:" + key, AUTHOR);
        }
        if (data.isMade() && data.software().plugin().isEmpty()) {
            root.put("rai:hasSyntheticData", true);
        }
    }

    String missing() {
        return data.dataset()
                .missing()
                .map(of -> FactText.missing(new Missing(of.training(), of.test())) + ".")
                .orElse("No value is missing.");
    }

    private void made(ObjectNode file) {
        byte[] content = data.settingsFile();
        fileObject(file, data.settingsName(), data.settingsName(), "application/json")
                .put("description", "There is no data file. " + data.origin())
                .put("contentSize", content.length + " B")
                .put("sha256", Sha256.hex(Sha256.digest().digest(content)));
    }

    private static ObjectNode fileObject(ObjectNode node, String name, String url, String format) {
        return node.put("@type", "cr:FileObject")
                .put("@id", id(name))
                .put("name", name)
                .put("contentUrl", url)
                .put("encodingFormat", format);
    }

    private static void file(DataFile file, ObjectNode node) throws IOException {
        if (file.isFolder()) {
            node.put("@type", "cr:FileSet")
                    .put("@id", id(file.name()))
                    .put("name", file.name())
                    .put("description", "A folder, read with its subfolders.")
                    .put("encodingFormat", file.format())
                    .put("includes", file.name() + "/**");
            return;
        }
        String url = file.address().map(Object::toString).orElse(file.name());
        fileObject(node, file.name(), url, file.format());
        file.archive().ifPresent(in -> node.putObject("containedIn").put("@id", id(in)));
        file.md5().ifPresent(md5 -> node.put("md5", md5));
        if (file.size().isPresent()) {
            node.put("contentSize", file.size().get() + " B");
            node.put("sha256", Sha256.of(file.local().orElseThrow()));
        }
    }

    private void splits(ObjectNode set) {
        recordSet(set, "splits")
                .put("description", "How VaeLab splits the examples: " + data.uses().get(0))
                .put("dataType", "cr:Split")
                .putObject("key")
                .put("@id", "splits/name");
        ArrayNode fields = set.putArray("field");
        field(fields, "splits", "name", "sc:Text");
        field(fields, "splits", "url", "sc:URL");
        field(fields, "splits", "examples", "sc:Integer");
        ArrayNode rows = set.putArray("data");
        split(rows, "train", "cr:TrainingSplit", data.dataset().train());
        data.dataset()
                .validation()
                .ifPresent(held -> split(rows, "validation", "cr:ValidationSplit", held));
        split(rows, "test", "cr:TestSplit", data.dataset().test());
    }

    private static void split(ArrayNode rows, String name, String url, Examples examples) {
        rows.addObject()
                .put("splits/name", name)
                .put("splits/url", url)
                .put("splits/examples", examples.size());
    }

    private void examples(ObjectNode set) {
        Dataset dataset = data.dataset();
        recordSet(set, RECORDS)
                .put("description", "An example in each record, as VaeLab reads it. " + missing());
        ArrayNode fields = set.putArray("field");
        if (dataset.facts().form().columns().isEmpty()) {
            from(values(dataset, fields), Optional.empty());
        }
        for (Column column : dataset.facts().form().columns()) {
            from(
                    field(fields, RECORDS, column.name(), type(column.kind()))
                            .put("description", kind(column)),
                    Optional.of(column.name()));
        }
        for (Labels.Column label :
                dataset.train().labels().map(Labels::columns).orElse(List.of())) {
            from(
                    field(fields, RECORDS, label.name(), "sc:Text", "cr:Label")
                            .put("description", classes(label.valueNames())),
                    Optional.of(label.name()));
        }
    }

    /**
     * Says which file a field comes from, and which of its columns. Without a column, Croissant has
     * no words for how the file is read.
     */
    private void from(ObjectNode field, Optional<String> column) {
        String path = data.settings().path("path").asText("");
        boolean isTable =
                !data.dataset().facts().form().columns().isEmpty()
                        && !data.settings().path("header").asText().equals("false");
        Optional<DataFile> first =
                data.files().stream()
                        .filter(file -> !isTable || path.endsWith(file.name()))
                        .filter(
                                file ->
                                        data.files().size() == 1
                                                || file.archive().isPresent() == inArchive())
                        .findFirst();
        ObjectNode source = field.putObject("source");
        String key = first.filter(DataFile::isFolder).isPresent() ? "fileSet" : "fileObject";
        source.putObject(key).put("@id", id(first.map(DataFile::name).orElse(data.settingsName())));
        column.filter(name -> isTable && first.isPresent())
                .ifPresent(name -> source.putObject("extract").put("column", name));
    }

    private boolean inArchive() {
        return data.files().stream().anyMatch(file -> file.archive().isPresent());
    }

    private static ObjectNode values(Dataset dataset, ArrayNode fields) {
        DataShape shape = dataset.train().split().map(ValueSplit::whole).orElse(dataset.shape());
        String type = dataset.domain().isDiscrete() ? "sc:Integer" : "sc:Float";
        String vocabulary =
                dataset.facts()
                        .form()
                        .vocabulary()
                        .map(words -> " of a vocabulary of " + words.size() + " tokens")
                        .orElse("");
        return field(fields, RECORDS, "values", type)
                .put("isArray", true)
                .put(
                        "arrayShape",
                        shape.isFlat() ? "" + shape.width() : shape.toString().replace('x', ','))
                .put(
                        "description",
                        (shape.isFlat() ? "" : "Channels, rows, columns. ")
                                + "Domain: "
                                + dataset.domain().label()
                                + vocabulary);
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

    private static ObjectNode recordSet(ObjectNode set, String name) {
        return set.put("@type", "cr:RecordSet").put("@id", name).put("name", name);
    }

    private static ObjectNode field(ArrayNode fields, String set, String name, String... types) {
        ObjectNode field = fields.addObject();
        field.put("@type", "cr:Field").put("@id", set + "/" + id(name)).put("name", name);
        if (types.length == 1) {
            return field.put("dataType", types[0]);
        }
        ArrayNode all = field.putArray("dataType");
        for (String type : types) {
            all.add(type);
        }
        return field;
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
