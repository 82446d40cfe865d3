// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.sources.published.SetFiles;
import org.vaelab.reports.text.Template;

/**
 * The datasheet of a data set: the questions of Gebru et al. (2021), with the answers that follow from the
 * data and their config. The others are marked for the author.
 */
record Datasheet(DataDescription data) {

    private static final String AUTHOR = "*For the author.*";

    String markdown() throws IOException {
        Dataset dataset = data.dataset();
        Optional<SetFiles> set = data.published();
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("name", data.id());
        answers.put("version", data.version());
        answers.put("author", AUTHOR);
        answers.put("origin", data.origin());
        answers.put("creators", set.map(SetFiles::citation).orElse(AUTHOR));
        answers.put("instances", instances(dataset));
        answers.put(
                "counts", String.join("\n", data.uses().stream().map(use -> "- " + use).toList()));
        answers.put("labels", labels(dataset));
        answers.put("missing", new Croissant(data).missing());
        answers.put("synthetic", synthetic());
        answers.put("checksum", data.checksum());
        answers.put("files", files());
        answers.put("license", set.map(Datasheet::license).orElse(AUTHOR));
        answers.put("access", set.map(of -> Croissant.address(of)).orElse(AUTHOR));
        answers.put(
                "citation",
                data.citation().map(entry -> "\n```bibtex\n" + entry + "\n```").orElse(AUTHOR));
        answers.put("settings", data.settingsName());
        return Template.fill(Datasheet.class, "datasheet.md", answers);
    }

    private static String instances(Dataset data) {
        String values = "%s values (%s)".formatted(data.shape(), data.domain().label());
        if (data.facts().columns().isEmpty()) {
            return "Each instance has " + values + ".";
        }
        StringBuilder table = new StringBuilder("Each instance is a row of these columns:\n");
        data.facts()
                .columns()
                .forEach(
                        column ->
                                table.append("\n- `")
                                        .append(column.name())
                                        .append("`: ")
                                        .append(column.kind().label()));
        return table.toString();
    }

    private static String labels(Dataset data) {
        List<String> labels = new ArrayList<>();
        data.train().labels().map(Labels::columns).orElse(List.of()).stream()
                .map(
                        label ->
                                "`%s` (%s classes)"
                                        .formatted(label.name(), label.valueNames().size()))
                .forEach(labels::add);
        return labels.isEmpty()
                ? "VaeLab reads no labels of these data."
                : "Yes: " + String.join(", ", labels) + ".";
    }

    private String synthetic() {
        return data.isMade() && data.plugin().isEmpty()
                ? "A program makes all values. No person is described."
                : AUTHOR;
    }

    private String files() throws IOException {
        if (data.isMade()) {
            return "There is no data file.";
        }
        List<String> lines = new ArrayList<>();
        for (DataFile file : data.files()) {
            lines.add(
                    "- `%s`%s"
                            .formatted(
                                    file.name(),
                                    file.size().isPresent()
                                            ? ", %s bytes, SHA-256 `%s`"
                                                    .formatted(
                                                            file.size().get(),
                                                            Sha256.of(file.local().orElseThrow()))
                                            : file.isFolder()
                                                    ? ", a folder"
                                                    : ", not on this machine"));
        }
        return String.join("\n", lines);
    }

    private static String license(SetFiles set) {
        return set.license()
                .map(
                        known ->
                                "%s, as %s states%s."
                                        .formatted(
                                                known.address(),
                                                known.stated(),
                                                known.of().isEmpty() ? "" : ", of " + known.of()))
                .orElse("VaeLab knows no license of these data. " + AUTHOR);
    }
}
