// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.product;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.parts.product.ProductText.Argument;
import org.vaelab.framework.parts.product.ProductText.Factor;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.Spelling;

/**
 * Finds the posteriors that are the factors of a product. Arguments without a key are the first
 * settings of the factor's posterior, in the order of its record; the others follow by key.
 */
final class Factors {

    private final Parts parts;
    private final Registry<PosteriorPart> posteriors;

    Factors(Parts parts) {
        this.parts = parts;
        this.posteriors = parts.of(PosteriorPart.class);
    }

    /**
     * Finds the posteriors of all factors, and reads their settings.
     *
     * @return by the names of the factors: that of the distribution, numbered from 1 where it
     *     occurs more than once
     * @throws IllegalArgumentException if a name is unknown or settings are refused; the message
     *     names the position, and lines after the first are hints
     */
    Map<String, PosteriorPart> find(ProductText text) {
        List<PosteriorPart> chosen = new ArrayList<>();
        List<String> called = new ArrayList<>();
        for (Factor factor : text.factors()) {
            chosen.add(choose(factor));
            called.add(called(factor));
        }
        return numbered(called, chosen);
    }

    String called(Factor factor) {
        return type(factor).factorName();
    }

    /** Returns the chosen parts by name; names that occur more than once are numbered from 1. */
    static Map<String, PosteriorPart> numbered(List<String> called, List<PosteriorPart> chosen) {
        Map<String, Integer> seen = new HashMap<>();
        Map<String, PosteriorPart> byName = new LinkedHashMap<>();
        for (int i = 0; i < chosen.size(); i++) {
            String name = called.get(i);
            String numbered = name + seen.merge(name, 1, Integer::sum);
            String own = Collections.frequency(called, name) > 1 ? numbered : name;
            if (byName.put(own, chosen.get(i)) != null) {
                throw new IllegalArgumentException("two factors are called '" + own + "'");
            }
        }
        return byName;
    }

    /** Finds the posterior of one factor, and reads its settings. */
    PosteriorPart choose(Factor factor) {
        PartType<PosteriorPart> type = type(factor);
        String owner = "'" + factor + "' at position " + factor.position();
        if (type.type() == ProductFamily.Settings.class) {
            throw new IllegalArgumentException(
                    owner + " is a product itself\nwrite its factors in its place");
        }
        return type.bind(owner, settings(factor, owner, type), parts);
    }

    private PartType<PosteriorPart> type(Factor factor) {
        return posteriors
                .factor(factor.name())
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "unknown distribution '"
                                                + factor.name()
                                                + "' at position "
                                                + factor.position()
                                                + "\n"
                                                + Spelling.hint(
                                                        factor.name(), posteriors.factorNames())));
    }

    private static ObjectNode settings(Factor factor, String owner, PartType<?> type) {
        List<String> keys = type.keyNames();
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        boolean byKey = false;
        for (int i = 0; i < factor.arguments().size(); i++) {
            Argument argument = factor.arguments().get(i);
            byKey |= argument.key().isPresent();
            if (byKey && argument.key().isEmpty()) {
                throw new IllegalArgumentException(
                        "'%s' at position %s needs a key: it follows one that has"
                                .formatted(argument, argument.position()));
            }
            if (!byKey && i >= keys.size()) {
                throw new IllegalArgumentException(
                        "%s has %s arguments, and at most %s are read: %s"
                                .formatted(
                                        owner,
                                        factor.arguments().size(),
                                        keys.size(),
                                        type.usage(factor.name())));
            }
            String key = argument.key().orElse(byKey ? "" : keys.get(Math.min(i, keys.size() - 1)));
            if (settings.has(key)) {
                throw new IllegalArgumentException(
                        "%s sets '%s' twice, again at position %s"
                                .formatted(owner, key, argument.position()));
            }
            settings.set(key, argument.value());
        }
        return settings;
    }
}
