package {{package}};

import org.vaelab.testkit.contract.PartSweep;

/** Every part of this plugin has a contract. */
final class SweepTest extends PartSweep {

    SweepTest() {
        super({{Name}}Module.class);
    }
}
