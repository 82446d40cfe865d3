package {{package}};

import org.vaelab.testkit.contract.ConfiguredPart;
import org.vaelab.testkit.contract.PriorContract;

/** Checks density and draws on a space, for each set of settings. */
final class {{Name}}ContractTest extends PriorContract {

    {{Name}}ContractTest() {
        super("{{name}}", ConfiguredPart.of("toy-normal", "{latent: 2}"), "{}", "{start: 0.5}");
    }
}
