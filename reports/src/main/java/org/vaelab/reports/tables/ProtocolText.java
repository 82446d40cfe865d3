// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.reports.comparison.EvaluationProtocol;
import org.vaelab.reports.text.NumberText;

/** Evaluation protocols in words. */
public final class ProtocolText {

    private ProtocolText() {}

    /** Returns a protocol in a few words: unit, kind, K and number of data. */
    static String of(EvaluationProtocol protocol) {
        Optional<String> unit = Optional.of(protocol.unit()).filter(u -> !u.equals("1"));
        Optional<String> kind =
                switch (protocol.kind()) {
                    case NOT_A_LIKELIHOOD -> Optional.empty();
                    case UNBIASED_ESTIMATE -> Optional.of("estimate");
                    default -> Optional.of(protocol.kind().jsonName().replace('-', ' '));
                };
        Optional<String> samples =
                protocol.kind() == EstimateKind.NOT_A_LIKELIHOOD
                        ? Optional.empty()
                        : draws(protocol);
        Optional<String> data =
                protocol.data().isPresent()
                        ? Optional.of(NumberText.grouped(protocol.data().getAsLong()) + " data")
                        : Optional.empty();
        Optional<String> leftOut =
                Optional.of(protocol.leftOut())
                        .filter(classes -> !classes.isEmpty())
                        .map(classes -> "left out: " + classes);
        return Stream.of(unit, kind, samples, data, leftOut)
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" · "));
    }

    /**
     * Returns {@code K = 500}, or the standard error that K is chosen for; empty without samples.
     */
    public static Optional<String> draws(EvaluationProtocol protocol) {
        if (protocol.samplesFor().isPresent()) {
            return Optional.of("K for an error of " + protocol.samplesFor().getAsDouble());
        }
        return protocol.samples() == 0
                ? Optional.empty()
                : Optional.of("K = " + NumberText.grouped(protocol.samples()));
    }
}
