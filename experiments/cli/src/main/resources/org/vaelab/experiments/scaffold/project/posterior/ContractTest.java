package {{package}};

import org.vaelab.framework.network.Head;
import org.vaelab.testkit.contract.PosteriorContract;

/** Checks density, draws, KL and gradients against numerical integrals, for each set of settings. */
final class {{Name}}ContractTest extends PosteriorContract {

    {{Name}}ContractTest() {
        super("{{name}}", "{latent: 1}");
    }

    /** Above 40, the KL exceeds e^80 nats. */
    @Override
    protected double extremeOutput(Head.Output output) {
        return output.name().equals("logScale") ? 40 : super.extremeOutput(output);
    }
}
