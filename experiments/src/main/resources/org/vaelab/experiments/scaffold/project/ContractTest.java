package {{package}};

import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;

/**
 * What every posterior promises: its density, its draws, its divergence and its gradients, against
 * quadrature. Each argument after the name is one set of settings, as it stands in a config.
 */
final class {{Name}}ContractTest extends PosteriorContract {

    {{Name}}ContractTest() {
        super("{{name}}", "{latent: 1}");
    }

    /** A log-scale beyond 40 is a divergence of more than e^80 nats. */
    @Override
    protected double extremeOutput(Head.Output output) {
        return output.name().equals("logScale") ? 40 : super.extremeOutput(output);
    }
}
