// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vaelab.testkit.contract.RegularizerContract;

final class BetaContractTest extends RegularizerContract {

    BetaContractTest() {
        super(
                "beta",
                "{beta: 4}",
                "{capacity: {to: 2}}",
                "{constraint: {kl: 0.5}}",
                "{constraint: {kl: 0.5, rate: 1, most: 1.1}}",
                "{constraint: {kl: 50, rate: 1, least: 0.9}}",
                "{constraint: {reconstruction: -6}}");
    }

    @Override
    protected OptionalDouble heldAt(String settings) {
        Matcher kl = Pattern.compile("kl: ([\\d.]+)").matcher(settings);
        return kl.find()
                ? OptionalDouble.of(Double.parseDouble(kl.group(1)))
                : OptionalDouble.empty();
    }

    @Override
    protected Optional<String> whyNoKnownPenalty() {
        return Optional.of("BetaRegularizerTest");
    }
}
