package org.wahook.worker;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.database.Database;
import org.wahook.shared.analytics.RollUp;
import org.wahook.shared.contact.ContactErasure;
import org.wahook.shared.contact.ContactRows;
import org.wahook.shared.deadletter.DeadLetterIndex;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.media.MediaStoreConfig;
import org.wahook.shared.topology.Topology;

/** Where the commands {@code export} and {@code erase} find what is stored about a person. */
record ContactPeers(DatabaseUrl url, RabbitUrls rabbit, Topology topology, Optional<MediaStoreConfig> mediaStore) {

    /** @throws org.wahook.platform.config.BadConfigurationException with every problem there is */
    static ContactPeers read(Environment environment) {
        var url = environment.read(CommonSettings.DATABASE_URL);
        var rabbit = environment.read(CommonSettings.RABBITMQ_URL);
        var lanes = environment.read(CommonSettings.REPLY_LANES);
        var ladder = environment.read(CommonSettings.RETRY_DELAYS);
        var mediaStore = MediaStoreConfig.read(environment);
        return environment.complete(() ->
                new ContactPeers(url.get(), rabbit.get(), new Topology(lanes.get(), ladder.get()), mediaStore.get()));
    }

    /** Not started. */
    Database database() {
        return new Database(url, "contact", 2, new SimpleMeterRegistry());
    }

    ContactErasure contacts(Database database) {
        DeadLetters letters = new DeadLetters(rabbit, topology, Optional.of(new DeadLetterIndex(database.jdbi())));
        return new ContactErasure(new ContactRows(database.jdbi()), letters, new RollUp(database.jdbi())::all);
    }
}
