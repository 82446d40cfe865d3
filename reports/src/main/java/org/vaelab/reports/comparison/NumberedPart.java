// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.framework.Internal;

/**
 * A part of a metric that a number names, such as the forecast error so many steps ahead.
 *
 * @param metric the part
 * @param number the number at the end of its name
 */
@Internal
public record NumberedPart(ReportedMetric metric, double number) {

    private static final Pattern NAME = Pattern.compile("(.+)\\.([0-9]+)");

    /**
     * Returns the parts of each metric that has two at least, the least number first,
     * by the name of the metric.
     */
    public static Map<String, List<NumberedPart>> byMetric(Comparison comparison) {
        Map<String, List<NumberedPart>> parts = new LinkedHashMap<>();
        for (ReportedMetric metric : comparison.metrics()) {
            Matcher name = NAME.matcher(metric.name());
            if (name.matches()) {
                parts.computeIfAbsent(name.group(1), of -> new ArrayList<>())
                        .add(new NumberedPart(metric, Double.parseDouble(name.group(2))));
            }
        }
        parts.values().removeIf(of -> of.size() < 2);
        parts.values().forEach(of -> of.sort(Comparator.comparingDouble(NumberedPart::number)));
        return parts;
    }
}
