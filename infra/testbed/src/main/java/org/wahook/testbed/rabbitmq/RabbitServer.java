package org.wahook.testbed.rabbitmq;

import org.wahook.testbed.process.StartUp;

/** One RabbitMQ node, wherever it runs, on ports that stay the same through its faults. */
sealed interface RabbitServer extends StartUp.Server, AutoCloseable permits NativeRabbit, DockerRabbit {
    String USER = "wahook";
    String PASSWORD = "testbed";

    int amqpPort();

    int managementPort();

    int prometheusPort();

    void kill();

    void stop();

    void startAgain();

    void freeze();

    void thaw();

    /** Runs {@code rabbitmqctl} with these arguments and returns what it printed. */
    String control(String... arguments);

    @Override
    void close();
}
