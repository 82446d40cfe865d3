package {{package}};

import java.util.List;
import org.vaelab.testkit.contract.KnownPenalty;
import org.vaelab.testkit.contract.RegularizerContract;

/** Trains with it, and compares its gradient with differences. */
final class {{Name}}ContractTest extends RegularizerContract {

    {{Name}}ContractTest() {
        super("{{name}}", "{target: 2}");
    }

    /**
     * Worked out by hand: the KL of a mean (1, 2) and variances 1 is 2.5, that of a mean 0 is 0, and R of
     * a mean KL of 1.25 is 1.25 + (1.25 - 2)^2.
     */
    @Override
    protected List<KnownPenalty> knownPenalties() {
        double[][] zeros = new double[4][2];
        double[][] means = {{1, 2}, {0, 0}, {-1, 2}, {0, 0}};
        return List.of(
                new KnownPenalty("{target: 2}", zeros, zeros, 4, 1e-9),
                new KnownPenalty("{target: 2}", means, zeros, 1.8125, 1e-9));
    }
}
