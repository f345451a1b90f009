<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>OpsEvent</name>
    <message numerus="yes">
        <source>{fault} cleared: it struck {hits} times ({id})</source>
        <translation>
            <numerusform>{fault} cleared: it struck once ({id})</numerusform>
            <numerusform>{fault} cleared: it struck {hits} times ({id})</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{fault} ended: it struck {hits} times ({id})</source>
        <translation>
            <numerusform>{fault} ended: it struck once ({id})</numerusform>
            <numerusform>{fault} ended: it struck {hits} times ({id})</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::DeadLetterPanel</name>
    <message numerus="yes">
        <source>%Ln of them were cut or no longer wait, and are skipped.</source>
        <translation>
            <numerusform>One of them was cut or no longer waits, and is skipped.</numerusform>
            <numerusform>%Ln of them were cut or no longer wait, and are skipped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Redrive %Ln dead letters?</source>
        <translation>
            <numerusform>Redrive this dead letter?</numerusform>
            <numerusform>Redrive %Ln dead letters?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %Ln dead letters?</source>
        <translation>
            <numerusform>Discard this dead letter?</numerusform>
            <numerusform>Discard %Ln dead letters?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln dead letters discarded</source>
        <translation>
            <numerusform>One dead letter discarded</numerusform>
            <numerusform>%Ln dead letters discarded</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::FaultBand</name>
    <message numerus="yes">
        <source>%n FAULTS ARMED</source>
        <translation>
            <numerusform>FAULT ARMED</numerusform>
            <numerusform>%n FAULTS ARMED</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::InventoryCard</name>
    <message numerus="yes">
        <source>%n SKUs, worst first</source>
        <translation>
            <numerusform>%n SKU</numerusform>
            <numerusform>%n SKUs, worst first</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::InventoryPage</name>
    <message numerus="yes">
        <source>%n products</source>
        <translation>
            <numerusform>%n product</numerusform>
            <numerusform>%n products</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::TimeRange</name>
    <message numerus="yes">
        <source>Show the last %n minutes</source>
        <translation>
            <numerusform>Show the last minute</numerusform>
            <numerusform>Show the last %n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::LineChart</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and one more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::PagedExport</name>
    <message numerus="yes">
        <source>%Ln rows written</source>
        <translation>
            <numerusform>One row written</numerusform>
            <numerusform>%Ln rows written</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>orderdeck::ui::LocksPage</name>
    <message numerus="yes">
        <source>%n held or waited for now</source>
        <translation>
            <numerusform>%n held or waited for now</numerusform>
            <numerusform>%n held or waited for now</numerusform>
        </translation>
    </message>
</context>
</TS>
