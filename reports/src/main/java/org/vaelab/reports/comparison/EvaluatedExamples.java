// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;
import java.util.Set;
import org.vaelab.framework.record.ModelFacts.Subset;
import org.vaelab.framework.record.Provenance;

/**
 * The examples behind a value.
 *
 * @param count their number, if recorded
 * @param subset which of the part these are; empty if they are all
 * @param part {@code test} or {@code validation}
 */
public record EvaluatedExamples(OptionalLong count, String subset, String part) {

    private static final String EVALUATED_ON = "/evaluation/on";
    private static final String TEST = "test";

    static EvaluatedExamples of(Provenance provenance, String metric) {
        OptionalLong count = provenance.dataBehind(metric);
        return new EvaluatedExamples(count, subset(provenance, count), part(provenance.config()));
    }

    /** Returns what a config evaluates on: {@code test} or {@code validation} examples. */
    static String part(JsonNode config) {
        return config.at(EVALUATED_ON).asText(TEST);
    }

    private static String subset(Provenance provenance, OptionalLong count) {
        boolean all = count.isEmpty() || count.getAsLong() >= provenance.data().test();
        Subset subset = provenance.facts().evaluation().subset();
        return all || subset == null ? "" : FactText.subset(subset);
    }

    /** Adds in what two values differ, in words. */
    void compare(EvaluatedExamples other, Set<String> differences) {
        if (!count.equals(other.count)) {
            differences.add("number of data");
        }
        if (!subset.equals(other.subset)) {
            differences.add("choice of data");
        }
        if (!part.equals(other.part)) {
            differences.add("examples (test, validation)");
        }
    }
}
