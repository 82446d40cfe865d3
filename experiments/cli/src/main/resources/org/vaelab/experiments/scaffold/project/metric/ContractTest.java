package {{package}};

import java.util.List;
import org.vaelab.testkit.contract.KnownAnswer;
import org.vaelab.testkit.contract.MetricContract;

/** Measures a small model: the value is finite, repeatable, has a unit, and depends on the setting. */
final class {{Name}}ContractTest extends MetricContract {

    {{Name}}ContractTest() {
        super("{type: '{{name}}', share: 0.2}");
    }

    /** Worked out by hand, the worse problem first: the ELBO of a mean m is -8 log 2 - |m|^2 / 2. */
    @Override
    protected List<KnownAnswer> knownAnswers() {
        double[][] means = {
            {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {0, 0}, {1, 0}, {0, 2}, {3, 0}, {0, 4}
        };
        double[][] zeros = new double[10][2];
        double ofCoins = -8 * Math.log(2);
        // The worst two of ten have means of length 3 and 4: (9/2 + 16/2) / 2 = 6.25.
        return List.of(
                new KnownAnswer("{{name}}", means, zeros, ofCoins - 6.25, 1e-9).ofExamples(2),
                new KnownAnswer("{{name}}", zeros, zeros, ofCoins, 1e-9));
    }
}
