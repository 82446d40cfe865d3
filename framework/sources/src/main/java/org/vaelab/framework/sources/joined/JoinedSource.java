// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Binarization;
import org.vaelab.framework.data.CompositeSource;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * Examples of several modalities, each from a source of its own. They are paired by row, or by the
 * names of their files. A modality may be missing of an example.
 */
@Part(value = "joined", description = "examples of several modalities, each from its own source")
public record JoinedSource(
        @Setting(
                        value =
                                "the sources by the names of the modalities, each as the section data would"
                                        + " have it: {image: {source: images, path: pictures}, ...}",
                        example =
                                "{image: {source: images, path: pictures}, numbers: {source: table, path:"
                                        + " numbers.csv}}")
                Map<String, JsonNode> parts,
        @Setting(
                        value =
                                "how examples are paired: row, example i of each; or name, files of one"
                                        + " name without its ending, or of a table's key; some of them may"
                                        + " be missing",
                        defaultValue = "row")
                Pairing pair,
        @Setting(
                        "fraction of the examples held out for the test by their names, between 0 and"
                                + " 1, if parts have no test of their own; with pair: name; default 0.2")
                @Nullable Double testFraction,
        @Setting(
                        value =
                                "further modalities, made of labels of a part: {digit: {of: image}};"
                                        + " default none",
                        defaultValue = "{}")
                Map<String, LabelModality> labels,
        @Setting(
                        value =
                                "how values of a part become zeros and ones: {image: threshold}, or"
                                        + " static(7); default none",
                        defaultValue = "{}")
                Map<String, Binarization> binarizeParts,
        @Setting(
                        value =
                                "the share of training and test examples from which a modality is"
                                        + " removed at random, if others are left: {digit: 0.5}; default none",
                        defaultValue = "{}")
                Map<String, Double> missing,
        @Setting(
                        value = "seed of what is removed, and of the choice of test examples",
                        defaultValue = "0")
                long seed)
        implements CompositeSource {

    /** How examples of the parts are paired. */
    public enum Pairing {
        ROW,
        NAME
    }

    public JoinedSource {
        parts = ordered(parts);
        labels = ordered(labels);
        binarizeParts = ordered(binarizeParts);
        missing = ordered(missing);
        Set<String> all = new LinkedHashSet<>(parts.keySet());
        for (String name : labels.keySet()) {
            if (!all.add(name)) {
                throw SettingException.about(
                        "labels", "'" + name + "' is the name of a part too; choose another");
            }
        }
        if (all.size() < 2) {
            throw SettingException.about(
                    "parts", "expected two modalities or more, in parts and labels, is " + all);
        }
        if (testFraction != null
                && !(pair == Pairing.NAME && testFraction > 0 && testFraction < 1)) {
            throw SettingException.about(
                    "testFraction",
                    pair == Pairing.NAME
                            ? "expected more than 0 and less than 1, is " + testFraction
                            : "expected pair: name; with pair: row each part has its own test examples");
        }
        requireKnown("binarizeParts", binarizeParts.keySet(), parts.keySet());
        requireKnown("missing", missing.keySet(), all);
        Set<String> sources = parts.keySet();
        labels.forEach(
                (name, made) ->
                        requireKnown("labels: " + name + ".of", Set.of(made.of()), sources));
        binarizeParts.forEach(
                (name, how) -> {
                    if (how instanceof Binarization.Dynamic) {
                        throw SettingException.about(
                                "binarizeParts",
                                "%s: dynamic draws every batch anew, and a joined example is drawn once; use static or threshold"
                                        .formatted(name));
                    }
                });
        missing.forEach(
                (name, share) -> {
                    if (!(share >= 0 && share < 1)) {
                        throw SettingException.about(
                                "missing",
                                "%s: expected a share of at least 0 and below 1, is %s"
                                        .formatted(name, share));
                    }
                });
    }

    private static <T> Map<String, T> ordered(Map<String, T> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    private static void requireKnown(String key, Set<String> named, Set<String> known) {
        Set<String> unknown = new HashSet<>(named);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw SettingException.about(
                    key,
                    "no modality is called "
                            + String.join(", ", unknown)
                            + "; there are "
                            + String.join(", ", known));
        }
    }

    /** Returns how values of a part become zeros and ones. */
    Binarization binarization(String part) {
        return binarizeParts.getOrDefault(part, new Binarization.None());
    }

    /** Returns the name of the likelihood that has one for each modality. */
    @Override
    public String defaultLikelihood() {
        return "joined";
    }

    @Override
    public DataSource of(Map<String, JsonNode> written, Map<String, DataSource> sources) {
        return new JoinedData(
                new JoinedSource(written, pair, testFraction, labels, binarizeParts, missing, seed),
                sources);
    }
}
